package org.daxlease.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.daxlease.protocol.Asked.punch;
import static org.daxlease.protocol.Asked.truncate;
import static org.daxlease.protocol.Scene.GRANT_TTL;
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
class WaitsTest {

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
    assertThat(Waits.end(scene.breakOf(holder))).isEqualTo(expected);
    assertThat(Waits.grantBy(scene.state, scene.operation(operation))).isEqualTo(expected);
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
    assertThat(Waits.end(scene.breakOf(holder))).contains(end);
    scene.pass(T);
    scene.fireBreakOf(holder);
    assertThat(Waits.end(scene.breakOf(holder))).contains(end);
  }

  @Test
  void withoutADeadlineThereIsNoEnd() {
    Scene scene = Scene.dax(Scene.leaseBreakTime(Duration.ZERO));
    UUID holder = scene.process();
    scene.leasedPin(holder, pages(0, 1));
    scene.asked(truncate(0));
    assertThat(Waits.end(scene.breakOf(holder))).isEmpty();
  }

  @Test
  void anEarlierOperationMayUseItsWholeGrant() {
    Scene scene = Scene.dax();
    UUID first = scene.asked(truncate(0));
    UUID second = scene.asked(truncate(0));
    UUID third = scene.asked(truncate(0));
    var expiry = scene.grantOf(first).expiresAt();
    assertThat(Waits.grantBy(scene.state, scene.operation(second))).contains(expiry);
    assertThat(Waits.grantBy(scene.state, scene.operation(third))).contains(expiry.plus(GRANT_TTL));
  }

  /** Each waits for all before it: whoever asked them one by one would never be done. */
  @Test
  void aLongQueueIsWaitedThroughOnce() {
    Scene scene = Scene.dax();
    UUID first = scene.asked(truncate(0));
    UUID last = first;
    int waiting = 300;
    for (int i = 0; i < waiting; i++) {
      last = scene.asked(truncate(0));
    }
    assertThat(Waits.grantBy(scene.state, scene.operation(last)))
        .contains(scene.grantOf(first).expiresAt().plus(GRANT_TTL.multipliedBy(waiting - 1)));
  }

  @Test
  void shortPinsAreCountedThroughTheirWholeLadder() {
    Scene scene = Scene.dax();
    scene.pin(scene.process(), pages(0, 1), Term.SHORT);
    UUID operation = scene.asked(punch(pages(0, 1)));
    assertThat(Waits.grantBy(scene.state, scene.operation(operation)))
        .contains(scene.now.plus(T).plus(T).plus(KILL_GRACE));
  }

  @Test
  void aClosedRangeSaysWhenToAskAgain() {
    Scene scene = Scene.dax();
    UUID p = scene.process();
    scene.asked(truncate(0));
    assertThat(refused(scene.pin(p, pages(0, 1))).retryAfter()).contains(Waits.RETRY);
  }
}
