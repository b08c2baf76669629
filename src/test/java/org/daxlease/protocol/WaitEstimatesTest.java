package org.daxlease.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.daxlease.protocol.Asked.truncate;
import static org.daxlease.protocol.Scene.KILL_GRACE;
import static org.daxlease.protocol.Scene.T;
import static org.daxlease.protocol.Scene.pages;
import static org.daxlease.protocol.Scene.refused;

import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Estimates and hints: how long something may take at most. */
class WaitEstimatesTest {

  @ParameterizedTest
  @CsvSource({
    "SIGBUS_THEN_SIGKILL, FENCE, PT100S",
    "SIGKILL, FENCE, PT55S",
    "SIGBUS_ONLY, FENCE, ",
    "SIGBUS_THEN_SIGKILL, AWAIT_EXIT, ",
    "SIGKILL, AWAIT_EXIT, ",
  })
  void aLadderEndsWithTheFenceOrNever(Escalation escalation, AfterKill then, Duration wait) {
    Scene scene = Scene.dax(escalation, then);
    UUID holder = scene.process();
    scene.leasedPin(holder, pages(0, 1));
    UUID operation = scene.asked(truncate(0));
    var expected = Optional.ofNullable(wait).map(scene.now::plus);
    assertThat(WaitEstimates.end(scene.breakOf(holder))).isEqualTo(expected);
    assertThat(scene.grantBy(operation)).isEqualTo(expected);
  }

  @Test
  void theEstimateHoldsAtEachStageOfAPunctualLadder() {
    Scene scene = Scene.dax();
    UUID holder = scene.process();
    scene.leasedPin(holder, pages(0, 1));
    scene.asked(truncate(0));
    var end = scene.now.plus(T).plus(T).plus(KILL_GRACE);
    scene.pass(T);
    scene.fireBreakOf(holder);
    assertThat(WaitEstimates.end(scene.breakOf(holder))).contains(end);
    scene.pass(T);
    scene.fireBreakOf(holder);
    assertThat(WaitEstimates.end(scene.breakOf(holder))).contains(end);
  }

  @Test
  void withoutADeadlineThereIsNoEnd() {
    Scene scene = Scene.dax(Scene.leaseBreakTime(Duration.ZERO));
    UUID holder = scene.process();
    scene.leasedPin(holder, pages(0, 1));
    scene.asked(truncate(0));
    assertThat(WaitEstimates.end(scene.breakOf(holder))).isEmpty();
  }

  @Test
  void aClosedRangeSaysWhenToAskAgain() {
    Scene scene = Scene.dax();
    UUID p = scene.process();
    scene.asked(truncate(0));
    assertThat(refused(scene.pin(p, pages(0, 1))).retryAfter()).contains(WaitEstimates.RETRY);
  }
}
