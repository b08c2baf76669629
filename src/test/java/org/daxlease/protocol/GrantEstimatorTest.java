package org.daxlease.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.daxlease.protocol.Asked.extend;
import static org.daxlease.protocol.Asked.punch;
import static org.daxlease.protocol.Asked.truncate;
import static org.daxlease.protocol.Scene.GRANT_TTL;
import static org.daxlease.protocol.Scene.KILL_GRACE;
import static org.daxlease.protocol.Scene.SIZE;
import static org.daxlease.protocol.Scene.T;
import static org.daxlease.protocol.Scene.pages;

import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** When operations are granted if no holder moves. */
class GrantEstimatorTest {

  private static final Duration LADDER = T.plus(T).plus(KILL_GRACE);

  @Test
  void anEarlierOperationMayUseItsWholeGrant() {
    Scene scene = Scene.dax();
    UUID first = scene.asked(truncate(0));
    UUID second = scene.asked(truncate(0));
    UUID third = scene.asked(truncate(0));
    var expiry = scene.grantOf(first).expiresAt();
    assertThat(scene.grantBy(second)).contains(expiry);
    assertThat(scene.grantBy(third)).contains(expiry.plus(GRANT_TTL));
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
    assertThat(scene.grantBy(last))
        .contains(scene.grantOf(first).expiresAt().plus(GRANT_TTL.multipliedBy(waiting - 1)));
  }

  @Test
  void shortPinsAreCountedThroughTheirWholeLadder() {
    Scene scene = Scene.dax();
    scene.pin(scene.process(), pages(0, 1), Term.SHORT);
    UUID operation = scene.asked(punch(pages(0, 1)));
    assertThat(scene.grantBy(operation)).contains(scene.now.plus(T).plus(T).plus(KILL_GRACE));
  }

  /** One clock fences its holder, whoever else waits for the pin. */
  @Test
  void aShortPinOverstaysForTheFirstThatItHoldsUp() {
    Scene scene = Scene.dax();
    scene.pin(scene.process(), pages(0, 4), Term.SHORT);
    Instant fenced = scene.now.plus(T).plus(T).plus(KILL_GRACE);
    UUID first = scene.asked(punch(pages(0, 1)));
    scene.pass(T.dividedBy(2));
    UUID second = scene.asked(punch(pages(2, 3)));
    assertThat(scene.grantBy(first)).contains(fenced);
    assertThat(scene.grantBy(second)).contains(fenced);
  }

  @Test
  void whoeverIsFencedForAShortPinHoldsNothingUpAnyLonger() {
    Scene scene = Scene.dax();
    UUID process = scene.process();
    scene.pin(process, pages(0, 1), Term.SHORT);
    scene.leasedPin(process, pages(8, 9));
    Instant fenced = scene.now.plus(T).plus(T).plus(KILL_GRACE);
    scene.asked(punch(pages(0, 1)));
    scene.pass(T.dividedBy(2));
    UUID operation = scene.asked(punch(pages(8, 9)));
    assertThat(scene.grantBy(operation)).contains(fenced);
  }

  @Test
  void nobodyIsFencedForAShortPinThatNobodyWaitsForSoLong() {
    Scene scene = Scene.dax();
    UUID process = scene.process();
    scene.pin(process, pages(0, 1), Term.SHORT);
    scene.leasedPin(process, pages(8, 9));
    scene.asked(punch(pages(0, 1)).waitingAtMost(T));
    scene.pass(T.dividedBy(2));
    UUID operation = scene.asked(punch(pages(8, 9)));
    assertThat(scene.grantBy(operation)).contains(scene.now.plus(LADDER));
  }

  @Test
  void whoWaitsBehindALadderWaitsForItsFenceAndTheGrantAfterIt() {
    Scene scene = Scene.dax();
    scene.leasedPin(scene.process(), pages(0, 1));
    UUID first = scene.asked(punch(pages(0, 2)));
    UUID second = scene.asked(punch(pages(1, 3)));
    UUID third = scene.asked(punch(pages(2, 4)));
    var granted = scene.now.plus(LADDER);
    assertThat(scene.grantBy(first)).contains(granted);
    assertThat(scene.grantBy(second)).contains(granted.plus(GRANT_TTL));
    assertThat(scene.grantBy(third)).contains(granted.plus(GRANT_TTL).plus(GRANT_TTL));
  }

  /** The fence takes everything from it, the SHORT pin and what its lease covers as well. */
  @Test
  void whoeverIsFencedByItsFirstLadderHoldsNothingUpAnyLonger() {
    Scene scene = Scene.dax(UnleasedPin.SIGBUS);
    UUID process = scene.process();
    scene.accepted(scene.lease(process, pages(0, 1)));
    scene.pinned(process, pages(0, 1));
    scene.pin(process, pages(1, 2), Term.SHORT);
    scene.pinned(process, pages(2, 3));
    UUID operation = scene.asked(truncate(0));
    assertThat(scene.grantBy(operation)).contains(scene.now.plus(T).plus(KILL_GRACE));
  }

  /** Its ladder stops when nobody waits for it any longer, and no fence comes. */
  @Test
  void nobodyIsFencedByALadderWhoseOnlyWaiterGivesUpBefore() {
    Scene scene = Scene.dax(UnleasedPin.SIGBUS);
    UUID process = scene.process();
    scene.accepted(scene.lease(process, pages(4, 5)));
    scene.pinned(process, pages(0, 1));
    scene.pinned(process, pages(4, 5));
    scene.asked(punch(pages(0, 2)).waitingAtMost(Duration.ofMillis(1)));
    UUID operation = scene.asked(punch(pages(1, 5)));
    assertThat(scene.grantBy(operation)).contains(scene.now.plus(LADDER));
  }

  @ParameterizedTest
  @EnumSource(
      value = Escalation.class,
      names = {"SIGBUS_THEN_SIGKILL", "SIGKILL"})
  void whoWaitsBehindALadderWithoutAnEndMayWaitForEver(Escalation escalation) {
    Scene scene = Scene.dax(escalation, AfterKill.AWAIT_EXIT);
    scene.leasedPin(scene.process(), pages(0, 1));
    scene.asked(truncate(0));
    assertThat(scene.grantBy(scene.asked(punch(pages(1, 2))))).isEmpty();
    assertThat(scene.grantBy(scene.asked(extend(2 * SIZE)))).isEmpty();
  }

  @Test
  void whoGivesUpHoldsNobodyUpAnyLonger() {
    Scene scene = Scene.dax();
    scene.leasedPin(scene.process(), pages(0, 1));
    scene.asked(punch(pages(0, 2)).waitingAtMost(Duration.ofSeconds(2)));
    UUID behind = scene.asked(punch(pages(1, 2)));
    assertThat(scene.grantBy(behind)).contains(scene.now.plusSeconds(2));
  }

  @Test
  void whoGivesUpAtTheMomentOfItsGrantGetsNone() {
    Scene scene = Scene.dax();
    scene.leasedPin(scene.process(), pages(0, 1));
    scene.asked(punch(pages(0, 2)).waitingAtMost(LADDER));
    UUID behind = scene.asked(punch(pages(1, 2)));
    assertThat(scene.grantBy(behind)).contains(scene.now.plus(LADDER));
  }

  @Test
  void whoCompletesAtTheGrantHoldsNobodyUpWithIt() {
    Scene scene = Scene.dax();
    scene.leasedPin(scene.process(), pages(0, 1));
    scene.asked(truncate(0).completing());
    UUID behind = scene.asked(punch(pages(1, 2)));
    assertThat(scene.grantBy(behind)).contains(scene.now.plus(LADDER));
  }

  @Test
  void nothingIsExpectedBeforeNow() {
    Scene scene = Scene.dax();
    scene.leasedPin(scene.process(), pages(0, 1));
    UUID operation = scene.asked(truncate(0));
    scene.pass(LADDER.multipliedBy(2));
    assertThat(scene.grantBy(operation)).contains(scene.now);
  }

  @Test
  void aShortPinMayStayForEverWhereNoTimeIsSet() {
    Scene scene = Scene.dax(Scene.leaseBreakTime(Duration.ZERO));
    scene.pin(scene.process(), pages(0, 1), Term.SHORT);
    assertThat(scene.grantBy(scene.asked(punch(pages(0, 1))))).isEmpty();
  }

  @Test
  void nothingIsCertainWhereANodeAgentIsToReport() {
    Scene scene = Scene.dax();
    UUID holder = scene.process();
    scene.leasedPin(holder, pages(0, 1));
    UUID operation = scene.asked(truncate(0));
    scene.agentOf(holder, scene.now.plusSeconds(1));
    assertThat(scene.grantBy(operation)).isEmpty();
    scene.pass(Duration.ofSeconds(1));
    assertThat(scene.grantBy(operation)).contains(scene.now.minusSeconds(1).plus(LADDER));
  }

  @Test
  void norWhereItIsToReportOnTheHolderOfAShortPin() {
    Scene scene = Scene.dax();
    UUID holder = scene.process();
    scene.pin(holder, pages(0, 1), Term.SHORT);
    UUID operation = scene.asked(punch(pages(0, 1)));
    scene.agentOf(holder, scene.now.plusSeconds(1));
    assertThat(scene.grantBy(operation)).isEmpty();
  }

  @Test
  void noAgentReportsOnAHolderThatIsFencedBecauseItHasLapsed() {
    Scene scene = Scene.dax(LapsedHolder.FENCE);
    UUID holder = scene.lapsedProcess();
    scene.leasedPin(holder, pages(0, 1));
    scene.agentOf(holder, scene.now.plusSeconds(1));
    UUID operation = scene.asked(truncate(0));
    assertThat(scene.grantBy(operation)).contains(scene.now);
  }

  @Test
  void whatIsBesideTheRangeHoldsNobodyUp() {
    Scene scene = Scene.dax();
    scene.pin(scene.process(), pages(8, 9), Term.SHORT);
    scene.asked(punch(pages(8, 9)));
    UUID first = scene.asked(punch(pages(0, 1)));
    UUID second = scene.asked(punch(pages(0, 1)));
    assertThat(scene.grantBy(second)).contains(scene.grantOf(first).expiresAt());
  }

  @Test
  void easyOperationsHoldNobodyUp() {
    Scene scene = Scene.dax();
    UUID first = scene.asked(punch(pages(0, 1)));
    scene.pass(T.dividedBy(2));
    scene.asked(Asked.over(OperationKind.WRITE, pages(0, 1)));
    UUID second = scene.asked(punch(pages(0, 1)));
    assertThat(scene.grantBy(second)).contains(scene.grantOf(first).expiresAt());
  }

  @Test
  void shortPinsHoldUpNobodyWhoOnlyGrowsTheFile() {
    Scene scene = Scene.dax();
    scene.complete(scene.asked(truncate(SIZE - 10)));
    scene.pin(scene.process(), pages(15, 16), Term.SHORT);
    UUID growing = scene.asked(extend(2 * SIZE));
    UUID behind = scene.asked(extend(3 * SIZE));
    assertThat(scene.grantBy(behind)).contains(scene.grantOf(growing).expiresAt());
  }

  @Test
  void pinsHoldUpNobodyOnPageCache() {
    Scene cached = Scene.pageCache();
    cached.pin(cached.process(), pages(0, 1), Term.SHORT);
    UUID first = cached.asked(punch(pages(1, 2)));
    UUID second = cached.asked(punch(pages(0, 2)));
    assertThat(cached.grantBy(second)).contains(cached.grantOf(first).expiresAt());
  }
}
