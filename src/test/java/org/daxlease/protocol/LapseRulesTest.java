package org.daxlease.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.daxlease.protocol.Asked.punch;
import static org.daxlease.protocol.Asked.truncate;
import static org.daxlease.protocol.BreakRules.Fired.ADVANCED;
import static org.daxlease.protocol.BreakRules.Fired.FENCE_DUE;
import static org.daxlease.protocol.BreakRules.Fired.NOTHING;
import static org.daxlease.protocol.Scene.KILL_GRACE;
import static org.daxlease.protocol.Scene.SIZE;
import static org.daxlease.protocol.Scene.T;
import static org.daxlease.protocol.Scene.accepted;
import static org.daxlease.protocol.Scene.pages;

import java.time.Duration;
import java.util.Set;
import java.util.UUID;
import org.daxlease.protocol.Change.PinOverstayed;
import org.junit.jupiter.api.Test;

/** Rule 19: where the policy fences lapsed holders, nobody who really waits waits for a ladder. */
class LapseRulesTest {

  private final Scene scene = Scene.dax(LapsedHolder.FENCE);
  private final UUID holder = scene.process();

  @Test
  void whoWaitsWhenItsHolderLapsesNeedNotWaitForTheLadder() {
    scene.leasedPin(holder, pages(0, 1));
    scene.asked(truncate(0));
    scene.pass(T.dividedBy(2));
    assertThat(accepted(scene.fireBreakOf(holder))).isEqualTo(NOTHING);
    assertThat(accepted(scene.lapse(holder)).lapsed()).isTrue();
    assertThat(scene.signals()).isEmpty();
    assertThat(scene.breakOf(holder).stage()).isEqualTo(BreakStage.SIGIO);
    assertThat(accepted(scene.fireBreakOf(holder))).isEqualTo(FENCE_DUE);
    assertThat(scene.changes()).isEmpty();
  }

  @Test
  void whoJoinsTheBreakOfALapsedHolderNeedNotWaitForTheLadderEither() {
    scene.leasedPin(holder, pages(0, 1));
    scene.ask(truncate(0).noWait());
    scene.lapse(holder);
    assertThat(scene.changes()).isEmpty();
    assertThat(accepted(scene.fireBreakOf(holder))).isEqualTo(NOTHING);
    UUID operation = scene.asked(punch(pages(0, 1)));
    assertThat(scene.signals()).isEmpty();
    assertThat(accepted(scene.fireBreakOf(holder))).isEqualTo(FENCE_DUE);
    scene.fence(holder);
    assertThat(scene.grantOf(operation).confirmed()).isFalse();
  }

  @Test
  void aQueuedOperationWaitsForItToo() {
    scene.leasedPin(holder, pages(0, 1));
    scene.asked(punch(pages(1, 2)));
    scene.asked(punch(pages(0, 2)));
    scene.lapse(holder);
    assertThat(accepted(scene.fireBreakOf(holder))).isEqualTo(FENCE_DUE);
  }

  @Test
  void theGraceAfterSigkillIsCutShortAndAnAwaitedExitIsNotAwaited() {
    Scene awaiting = Scene.dax(LapsedHolder.FENCE, AfterKill.AWAIT_EXIT, Escalation.SIGKILL);
    UUID silent = awaiting.process();
    awaiting.leasedPin(silent, pages(0, 1));
    awaiting.asked(truncate(0));
    awaiting.pass(T);
    awaiting.fireBreakOf(silent);
    awaiting.pass(KILL_GRACE.multipliedBy(2));
    assertThat(accepted(awaiting.fireBreakOf(silent))).isEqualTo(NOTHING);
    awaiting.lapse(silent);
    assertThat(accepted(awaiting.fireBreakOf(silent))).isEqualTo(FENCE_DUE);
  }

  @Test
  void nothingHappensWhereThePolicyTreatsItLikeEverybody() {
    Scene ladder = Scene.dax();
    UUID silent = ladder.process();
    ladder.leasedPin(silent, pages(0, 1));
    ladder.asked(truncate(0));
    ladder.lapse(silent);
    assertThat(ladder.changes()).isEmpty();
    assertThat(accepted(ladder.fireBreakOf(silent))).isEqualTo(NOTHING);
  }

  @Test
  void nothingHappensToWhatNobodyWants() {
    scene.leasedPin(holder, pages(0, 1));
    UUID other = scene.process();
    scene.leasedPin(other, pages(4, 5));
    scene.asked(punch(pages(4, 5)));
    scene.lapse(holder);
    assertThat(scene.changes()).isEmpty();
  }

  @Test
  void theLadderOfAHolderThatIsBackBeforeItsFenceGoesOnAsItWas() {
    scene.leasedPin(holder, pages(0, 1));
    scene.asked(truncate(0));
    var deadline = scene.breakOf(holder).deadline();
    scene.pass(T.dividedBy(2));
    scene.lapse(holder);
    scene.beat(holder);
    assertThat(accepted(scene.fireBreakOf(holder))).isEqualTo(ADVANCED);
    assertThat(scene.signals()).isEmpty();
    assertThat(scene.breakOf(holder).deadline()).isEqualTo(deadline);
    scene.almostPass(T.dividedBy(2));
    assertThat(accepted(scene.fireBreakOf(holder))).isEqualTo(NOTHING);
    scene.passMillisecond();
    scene.fireBreakOf(holder);
    assertThat(scene.signalKinds()).containsExactly(SignalKind.SIGBUS);
  }

  @Test
  void theLadderOfAHolderThatIsBackBeforeItsFirstSignalBeginsOnlyThen() {
    scene.leasedPin(holder, pages(0, 1));
    scene.lapse(holder);
    scene.asked(truncate(0));
    assertThat(scene.signals()).isEmpty();
    scene.beat(holder);
    scene.passMillisecond();
    assertThat(accepted(scene.fireBreakOf(holder))).isEqualTo(ADVANCED);
    assertThat(scene.signalKinds()).containsExactly(SignalKind.SIGIO);
    assertThat(scene.signals().getFirst().deadline()).isEqualTo(scene.now.plus(T));
    assertThat(accepted(scene.fireBreakOf(holder))).isEqualTo(NOTHING);
    scene.pass(T);
    scene.fireBreakOf(holder);
    assertThat(scene.signalKinds()).containsExactly(SignalKind.SIGBUS);
  }

  @Test
  void nobodyIsFencedForAnOperationThatHasStoppedWaiting() {
    scene.leasedPin(holder, pages(0, 1));
    scene.ask(truncate(0).noWait());
    scene.lapse(holder);
    UUID waiting = scene.asked(truncate(0));
    scene.cancel(waiting);
    assertThat(accepted(scene.fireBreakOf(holder))).isEqualTo(ADVANCED);
    assertThat(scene.breakOf(holder).isRunning()).isTrue();
    scene.asked(truncate(0));
    assertThat(accepted(scene.fireBreakOf(holder))).isEqualTo(FENCE_DUE);
  }

  @Test
  void nobodyWaitsALeaseBreakTimeForItsShortPins() {
    scene.pin(holder, pages(0, 1), Term.SHORT);
    scene.asked(punch(pages(0, 1)));
    assertThat(scene.state.breaks()).isEmpty();
    scene.lapse(holder);
    assertThat(scene.changes(PinOverstayed.class)).hasSize(1);
    assertThat(scene.signals()).isEmpty();
    assertThat(accepted(scene.fireBreakOf(holder))).isEqualTo(FENCE_DUE);
  }

  @Test
  void norForShortPinsThatWereThereWhenItHadLapsed() {
    scene.pin(holder, pages(0, 1), Term.SHORT);
    scene.lapse(holder);
    scene.ask(punch(pages(0, 1)).noWait());
    assertThat(scene.state.breaks()).isEmpty();
    UUID operation = scene.asked(punch(pages(0, 1)));
    assertThat(accepted(scene.fireBreakOf(holder))).isEqualTo(FENCE_DUE);
    scene.fence(holder);
    assertThat(scene.grantOf(operation).confirmed()).isFalse();
  }

  @Test
  void theEstimateKnowsOfTheFence() {
    scene.leasedPin(holder, pages(0, 1));
    UUID operation = scene.asked(truncate(0));
    scene.lapse(holder);
    assertThat(scene.grantBy(operation)).contains(scene.now);
  }

  // Damaged rows

  @Test
  void aBreakThatRunsForNobodyEndsWhenItFires() {
    UUID pin = scene.leasedPin(holder, pages(0, 1));
    scene.asked(truncate(0));
    LeaseBreak begun = scene.breakOf(holder);
    scene.state.put(
        new LeaseBreak(
            begun.id(),
            holder,
            begun.leaseId(),
            begun.epoch(),
            begun.terms(),
            begun.ladder(),
            Set.of()));
    scene.almostPass(T);
    assertThat(accepted(scene.fireBreakOf(holder))).isEqualTo(NOTHING);
    scene.passMillisecond();
    assertThat(accepted(scene.fireBreakOf(holder))).isEqualTo(ADVANCED);
    assertThat(scene.signals()).isEmpty();
    assertThat(scene.breakOf(holder).ladder().outcome()).isEqualTo(BreakOutcome.CANCELLED);
    assertThat(scene.leaseOf(holder).state()).isEqualTo(LeaseState.HELD);
    assertThat(scene.pin(pin).breakId()).isNull();
  }

  @Test
  void nobodyIsBrokenForAnOperationThatOnlyGrowsTheFile() {
    scene.complete(scene.asked(truncate(SIZE - 10)));
    scene.leasedPin(holder, pages(15, 16));
    scene.asked(punch(ByteRange.of(SIZE, 1)));
    UUID extend = scene.asked(Asked.extend(2 * SIZE));
    assertThat(scene.stateOf(extend)).isEqualTo(OperationState.QUEUED);
    scene.lapse(holder);
    assertThat(scene.state.breaks()).isEmpty();
  }

  @Test
  void nobodyIsBrokenOnPageCache() {
    Scene cached = Scene.pageCache(LapsedHolder.FENCE);
    UUID lapsing = cached.process();
    cached.leasedPin(lapsing, pages(0, 1));
    cached.asked(punch(pages(1, 2)));
    UUID queued = cached.asked(punch(pages(0, 2)));
    assertThat(cached.stateOf(queued)).isEqualTo(OperationState.QUEUED);
    cached.lapse(lapsing);
    assertThat(cached.state.breaks()).isEmpty();
    assertThat(cached.changes()).isEmpty();
  }

  @Test
  void onlyItsShortPinsOverstay() {
    UUID pin = scene.leasedPin(holder, pages(0, 1));
    scene.asked(punch(pages(0, 1)));
    scene.lapse(holder);
    scene.asked(punch(pages(0, 1)));
    assertThat(scene.pin(pin).standing().overstayed()).isFalse();
  }

  @Test
  void whoJoinsBeforeItsFenceLeavesTheFirstSignalToCome() {
    scene.leasedPin(holder, pages(0, 1));
    scene.lapse(holder);
    scene.asked(punch(pages(0, 1)));
    scene.pass(Duration.ofSeconds(1));
    scene.asked(punch(pages(0, 1)));
    assertThat(scene.signals()).isEmpty();
    scene.beat(holder);
    scene.fireBreakOf(holder);
    assertThat(scene.signalKinds()).containsExactly(SignalKind.SIGIO);
  }

  @Test
  void aBreakThatHasEndedIsNotFencedFor() {
    UUID pin = scene.leasedPin(holder, pages(0, 1));
    scene.leasedPin(scene.process(), pages(0, 1));
    scene.asked(truncate(0));
    scene.unpin(pin);
    scene.lapse(holder);
    assertThat(scene.changes()).isEmpty();
  }
}
