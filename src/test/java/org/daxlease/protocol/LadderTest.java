package org.daxlease.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.daxlease.protocol.Asked.punch;
import static org.daxlease.protocol.Asked.truncate;
import static org.daxlease.protocol.BreakRules.Fired.ADVANCED;
import static org.daxlease.protocol.BreakRules.Fired.FENCE_DUE;
import static org.daxlease.protocol.BreakRules.Fired.GIVEN_UP;
import static org.daxlease.protocol.BreakRules.Fired.NOTHING;
import static org.daxlease.protocol.BreakRules.Fired.POSTPONED;
import static org.daxlease.protocol.Scene.KILL_GRACE;
import static org.daxlease.protocol.Scene.T;
import static org.daxlease.protocol.Scene.accepted;
import static org.daxlease.protocol.Scene.code;
import static org.daxlease.protocol.Scene.pages;

import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.daxlease.protocol.Change.*;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Rules 15 to 17: stages at their deadlines, each from the moment the last one fired. */
class LadderTest {

  /** A holder that never moves, with a lease and a pin over the first page. */
  private static final class Silent {
    final Scene scene;
    final UUID holder;

    Silent(Scene scene) {
      this.scene = scene;
      holder = scene.process();
      scene.leasedPin(holder, pages(0, 1));
    }

    /** Nothing one millisecond before {@code after} has passed, {@code signal} when it has. */
    void getsAfter(Duration after, SignalKind signal) {
      scene.almostPass(after);
      assertThat(accepted(scene.fireBreakOf(holder))).isEqualTo(NOTHING);
      assertThat(scene.changes()).isEmpty();
      scene.passMillisecond();
      assertThat(accepted(scene.fireBreakOf(holder))).isEqualTo(ADVANCED);
      assertThat(scene.signalKinds()).containsExactly(signal);
      assertThat(accepted(scene.fireBreakOf(holder))).isEqualTo(NOTHING);
      assertThat(scene.changes()).isEmpty();
    }

    void isFencedAfter(Duration after) {
      scene.almostPass(after);
      assertThat(accepted(scene.fireBreakOf(holder))).isEqualTo(NOTHING);
      scene.passMillisecond();
      assertThat(accepted(scene.fireBreakOf(holder))).isEqualTo(FENCE_DUE);
      assertThat(scene.changes()).isEmpty();
    }
  }

  @Test
  void sigbusThenSigkillThenTheFence() {
    var silent = new Silent(Scene.dax());
    UUID operation = silent.scene.asked(truncate(0));
    silent.getsAfter(T, SignalKind.SIGBUS);
    assertThat(silent.scene.leaseOf(silent.holder).state()).isEqualTo(LeaseState.BROKEN);
    silent.getsAfter(T, SignalKind.SIGKILL);
    silent.isFencedAfter(KILL_GRACE);
    silent.scene.fence(silent.holder);
    assertThat(silent.scene.stateOf(operation)).isEqualTo(OperationState.GRANTED);
    assertThat(silent.scene.grantOf(operation).confirmed()).isFalse();
    assertThat(silent.scene.breakOf(silent.holder).ladder().outcome())
        .isEqualTo(BreakOutcome.FENCED);
  }

  /** Both are late: the wait was over before, or at the same time as, the stage. */
  @ParameterizedTest
  @ValueSource(ints = {1, 45})
  void nobodyIsSignalledForWhoHasWaitedTooLong(int seconds) {
    var silent = new Silent(Scene.dax());
    UUID operation = silent.scene.asked(truncate(0).waitingAtMost(Duration.ofSeconds(seconds)));
    silent.scene.pass(T);
    silent.scene.passMillisecond();
    assertThat(accepted(silent.scene.fireBreakOf(silent.holder))).isEqualTo(GIVEN_UP);
    assertThat(silent.scene.changes()).isEmpty();
    silent.scene.fire(operation);
    assertThat(silent.scene.signals()).isEmpty();
    assertThat(silent.scene.leaseOf(silent.holder).state()).isEqualTo(LeaseState.HELD);
  }

  @Test
  void nobodyIsFencedForWhoHasWaitedTooLong() {
    var silent = new Silent(Scene.dax());
    silent.scene.asked(truncate(0).waitingAtMost(T.plus(T)));
    silent.getsAfter(T, SignalKind.SIGBUS);
    silent.getsAfter(T, SignalKind.SIGKILL);
    silent.scene.pass(KILL_GRACE);
    assertThat(accepted(silent.scene.fireBreakOf(silent.holder))).isEqualTo(GIVEN_UP);
  }

  @Test
  void othersWhoWaitStillGetTheirDue() {
    var silent = new Silent(Scene.dax());
    silent.scene.asked(truncate(0).waitingAtMost(Duration.ofSeconds(1)));
    silent.scene.asked(truncate(0));
    silent.getsAfter(T, SignalKind.SIGBUS);
  }

  /** A NOWAIT request owns the break, too: it goes on as far as NOWAIT takes it. */
  @Test
  void whoGaveUpLeavesTheBreakToNowait() {
    var silent = new Silent(Scene.dax());
    silent.scene.ask(truncate(0).noWait());
    UUID waiting = silent.scene.asked(truncate(0).waitingAtMost(Duration.ofSeconds(1)));
    silent.scene.pass(T);
    assertThat(accepted(silent.scene.fireBreakOf(silent.holder))).isEqualTo(GIVEN_UP);
    silent.scene.fire(waiting);
    assertThat(accepted(silent.scene.fireBreakOf(silent.holder))).isEqualTo(ADVANCED);
    assertThat(silent.scene.signalKinds()).containsExactly(SignalKind.SIGBUS);
    assertThat(silent.scene.breakOf(silent.holder).deadline()).isNull();
  }

  @Test
  void eachSignalSaysWhenWhatFollows() {
    var silent = new Silent(Scene.dax());
    silent.scene.asked(truncate(0));
    silent.scene.pass(T);
    silent.scene.fireBreakOf(silent.holder);
    Signalled sigbus = silent.scene.signals().getFirst();
    assertThat(sigbus.deadline()).isEqualTo(silent.scene.now.plus(T));
    assertThat(sigbus.next()).isEqualTo(SignalKind.SIGKILL);
    silent.scene.pass(T);
    silent.scene.fireBreakOf(silent.holder);
    Signalled sigkill = silent.scene.signals().getFirst();
    assertThat(sigkill.deadline()).isEqualTo(silent.scene.now.plus(KILL_GRACE));
    assertThat(sigkill.next()).isNull();
  }

  @Test
  void sigkillInsteadOfSigbus() {
    var silent = new Silent(Scene.dax(Escalation.SIGKILL));
    silent.scene.asked(truncate(0));
    assertThat(silent.scene.signals().getFirst().next()).isEqualTo(SignalKind.SIGKILL);
    silent.getsAfter(T, SignalKind.SIGKILL);
    silent.isFencedAfter(KILL_GRACE);
  }

  @Test
  void sigbusOnlyRepeatsAndWaitsOn() {
    var silent = new Silent(Scene.dax(Escalation.SIGBUS_ONLY));
    UUID operation = silent.scene.asked(truncate(0));
    silent.getsAfter(T, SignalKind.SIGBUS);
    silent.getsAfter(T, SignalKind.SIGBUS);
    silent.getsAfter(T, SignalKind.SIGBUS);
    assertThat(silent.scene.stateOf(operation)).isEqualTo(OperationState.BREAKING);
    assertThat(silent.scene.leaseOf(silent.holder).state()).isEqualTo(LeaseState.BROKEN);
  }

  @Test
  void awaitExitWaitsPastSigkill() {
    var silent = new Silent(Scene.dax(AfterKill.AWAIT_EXIT));
    UUID operation = silent.scene.asked(truncate(0));
    silent.getsAfter(T, SignalKind.SIGBUS);
    silent.getsAfter(T, SignalKind.SIGKILL);
    silent.scene.pass(Duration.ofDays(1));
    assertThat(accepted(silent.scene.fireBreakOf(silent.holder))).isEqualTo(NOTHING);
    silent.scene.exit(silent.holder);
    assertThat(silent.scene.grantOf(operation).confirmed()).isTrue();
    assertThat(silent.scene.breakOf(silent.holder).ladder().outcome())
        .isEqualTo(BreakOutcome.EXITED);
  }

  @Test
  void zeroNeverExpires() {
    var silent = new Silent(Scene.dax(Scene.leaseBreakTime(Duration.ZERO)));
    silent.scene.asked(truncate(0));
    assertThat(silent.scene.signals().getFirst().deadline()).isNull();
    assertThat(silent.scene.signals().getFirst().next()).isNull();
    silent.scene.pass(Duration.ofDays(1000));
    assertThat(accepted(silent.scene.fireBreakOf(silent.holder))).isEqualTo(NOTHING);
  }

  @Test
  void theNextDeadlineCountsFromTheMomentTheLastStageFired() {
    var silent = new Silent(Scene.dax());
    silent.scene.asked(truncate(0));
    silent.scene.pass(T.multipliedBy(5));
    assertThat(accepted(silent.scene.fireBreakOf(silent.holder))).isEqualTo(ADVANCED);
    assertThat(silent.scene.signalKinds()).containsExactly(SignalKind.SIGBUS);
    silent.getsAfter(T, SignalKind.SIGKILL);
  }

  @Test
  void anOperationMayBringItsOwnLeaseBreakTime() {
    var silent = new Silent(Scene.dax());
    silent.scene.asked(truncate(0).within(Duration.ofSeconds(100)));
    silent.getsAfter(Duration.ofSeconds(100), SignalKind.SIGBUS);
    silent.getsAfter(Duration.ofSeconds(100), SignalKind.SIGKILL);
  }

  @Test
  void unpinningAfterSigbusSparesTheSigkillButNotTheLease() {
    var silent = new Silent(Scene.dax());
    UUID operation = silent.scene.asked(truncate(0));
    silent.getsAfter(T, SignalKind.SIGBUS);
    silent.scene.unpin(silent.scene.state.pins().iterator().next().id());
    assertThat(silent.scene.stateOf(operation)).isEqualTo(OperationState.GRANTED);
    assertThat(silent.scene.leaseOf(silent.holder).state()).isEqualTo(LeaseState.BROKEN);
    assertThat(silent.scene.breakOf(silent.holder).ladder().outcome())
        .isEqualTo(BreakOutcome.UNPINNED);
    silent.scene.pass(T);
    assertThat(accepted(silent.scene.fireBreakOf(silent.holder))).isEqualTo(NOTHING);
  }

  @Test
  void aProcessGetsSigkillOnce() {
    var silent = new Silent(Scene.dax(Escalation.SIGKILL));
    silent.scene.pinned(silent.holder, pages(4, 5));
    silent.scene.asked(punch(pages(0, 1)));
    silent.scene.asked(punch(pages(4, 5)));
    silent.scene.pass(T);
    int kills = 0;
    for (LeaseBreak each : silent.scene.state.breaks()) {
      var fired =
          BreakRules.fire(silent.scene.state, each.id(), silent.scene.now, UUID::randomUUID);
      silent.scene.state = fired.after();
      kills += (int) fired.changes().stream().filter(Signalled.class::isInstance).count();
    }
    assertThat(kills).isEqualTo(1);
    assertThat(silent.scene.state.breaks())
        .extracting(LeaseBreak::stage)
        .containsOnly(BreakStage.SIGKILL);
  }

  @ParameterizedTest
  @CsvSource({
    "SIGBUS_THEN_SIGKILL, SIGKILL",
    "SIGKILL, SIGKILL",
    "SIGBUS_ONLY, SIGBUS",
  })
  void forAnUnleasedPinTheFirstStepIsAlwaysSigbus(Escalation escalation, SignalKind then) {
    Scene scene = Scene.dax(escalation);
    UUID holder = scene.process();
    scene.pinned(holder, pages(0, 1));
    scene.asked(truncate(0));
    assertThat(scene.signalKinds()).containsExactly(SignalKind.SIGBUS);
    assertThat(scene.signals().getFirst().deadline()).isEqualTo(scene.now.plus(T));
    assertThat(scene.signals().getFirst().to().epoch()).isZero();
    scene.almostPass(T);
    assertThat(accepted(scene.fireBreakOf(holder))).isEqualTo(NOTHING);
    scene.passMillisecond();
    scene.fireBreakOf(holder);
    assertThat(scene.signalKinds()).containsExactly(then);
  }

  @Test
  void anImplicitLeaseGetsNoSigioButSigbusAtTheDeadline() {
    Scene scene = Scene.dax(UnleasedPin.IMPLICIT_LEASE);
    UUID holder = scene.process();
    scene.pinned(holder, pages(0, 1));
    scene.asked(truncate(0));
    assertThat(scene.signals()).isEmpty();
    assertThat(scene.leaseOf(holder).state()).isEqualTo(LeaseState.BREAKING);
    scene.almostPass(T);
    assertThat(accepted(scene.fireBreakOf(holder))).isEqualTo(NOTHING);
    scene.passMillisecond();
    scene.fireBreakOf(holder);
    assertThat(scene.signalKinds()).containsExactly(SignalKind.SIGBUS);
  }

  @Test
  void pinsUnderABrokenLeaseAreUnleasedForALaterOperation() {
    var silent = new Silent(Scene.dax());
    silent.scene.pinned(silent.holder, pages(4, 5));
    silent.scene.asked(punch(pages(0, 1)));
    silent.scene.pass(T);
    silent.scene.fireBreakOf(silent.holder);
    silent.scene.asked(punch(pages(4, 5)));
    assertThat(silent.scene.signalKinds()).containsExactly(SignalKind.SIGBUS);
  }

  @Test
  void deadlineFromTheDeliveryIsOneBreakTimeAfterIt() {
    var silent = new Silent(Scene.dax(DeadlineFrom.DELIVERED));
    silent.scene.asked(truncate(0));
    Change.Signalled signal = silent.scene.signals().getFirst();
    assertThat(signal.deadline()).isEqualTo(silent.scene.now.plus(T));
    assertThat(signal.due().limit()).isEqualTo(silent.scene.now.plus(T.multipliedBy(2)));

    silent.scene.pass(T.dividedBy(2));
    assertThat(silent.scene.delivered(silent.holder)).isTrue();
    silent.scene.pass(T.dividedBy(4));
    assertThat(silent.scene.delivered(silent.holder)).as("a second time").isFalse();
    silent.getsAfter(T.multipliedBy(3).dividedBy(4), SignalKind.SIGBUS);
    silent.scene.delivered(silent.holder);
    silent.getsAfter(T, SignalKind.SIGKILL);
    assertThat(silent.scene.delivered(silent.holder)).as("SIGKILL has a grace").isFalse();
    silent.isFencedAfter(KILL_GRACE);
  }

  @Test
  void deadlineFromADeliveryThatNeverComesIsTwoBreakTimesAway() {
    var silent = new Silent(Scene.dax(DeadlineFrom.DELIVERED));
    silent.scene.asked(truncate(0));
    silent.scene.pass(T.multipliedBy(3).dividedBy(2));
    assertThat(silent.scene.delivered(silent.holder)).as("too late to matter").isFalse();
    silent.getsAfter(T.dividedBy(2), SignalKind.SIGBUS);
    silent.getsAfter(T.multipliedBy(2), SignalKind.SIGKILL);
  }

  @Test
  void deliveryMovesNoDeadlineThatCountsFromTheRecord() {
    var silent = new Silent(Scene.dax());
    silent.scene.asked(truncate(0));
    silent.scene.pass(T.dividedBy(2));
    assertThat(silent.scene.delivered(silent.holder)).isFalse();
    silent.getsAfter(T.dividedBy(2), SignalKind.SIGBUS);
  }

  @Test
  void aBreakKeepsThePolicyOfItsStart() {
    var silent = new Silent(Scene.dax());
    silent.scene.asked(truncate(0));
    assertThat(silent.scene.breakOf(silent.holder).terms())
        .isEqualTo(
            new BreakTerms(
                T,
                Escalation.SIGBUS_THEN_SIGKILL,
                AfterKill.FENCE,
                KILL_GRACE,
                DeadlineFrom.NOTIFIED,
                LapsedHolder.LADDER));
  }

  @Test
  void nobodyIsFencedForANowaitThatIsLeftAlone() {
    var silent = new Silent(Scene.dax(Escalation.SIGKILL));
    silent.scene.ask(truncate(0).noWait());
    UUID waiting = silent.scene.asked(truncate(0));
    silent.getsAfter(T, SignalKind.SIGKILL);
    silent.scene.cancel(waiting);
    silent.scene.pass(KILL_GRACE);
    assertThat(accepted(silent.scene.fireBreakOf(silent.holder))).isNotEqualTo(FENCE_DUE);
    assertThat(silent.scene.signals()).isEmpty();
    assertThat(silent.scene.breakOf(silent.holder).deadline()).isNull();
    silent.scene.asked(truncate(0));
    assertThat(silent.scene.breakOf(silent.holder).deadline())
        .isEqualTo(silent.scene.now.plus(KILL_GRACE));
    silent.isFencedAfter(KILL_GRACE);
  }

  /** A lease covers whole pages, whatever bytes of them it was asked for. */
  @Test
  void aLeaseWithoutPinsIsToldOfAllItsPages() {
    Scene scene = Scene.dax();
    UUID holder = scene.process();
    scene.lease(holder, new ByteRange(0, 5000));
    scene.asked(punch(new ByteRange(6000, 7000)));
    assertThat(scene.signals()).extracting(s -> s.to().processId()).containsExactly(holder);
    scene.asked(punch(pages(2, 3)));
    assertThat(scene.signals()).isEmpty();
  }

  @Test
  void aLapsedHolderIsFencedAtOnceWhereThePolicySaysSo() {
    Scene scene = Scene.dax(LapsedHolder.FENCE, AfterKill.AWAIT_EXIT);
    UUID lapsed = scene.lapsedProcess();
    scene.leasedPin(lapsed, pages(0, 1));
    UUID operation = scene.asked(truncate(0));
    assertThat(scene.signals()).isEmpty();
    assertThat(accepted(scene.fireBreakOf(lapsed))).isEqualTo(FENCE_DUE);
    scene.fence(lapsed);
    assertThat(scene.grantOf(operation).confirmed()).isFalse();
  }

  @Test
  void aLapsedHolderIsTreatedLikeEverybodyOtherwise() {
    Scene scene = Scene.dax();
    UUID lapsed = scene.lapsedProcess();
    scene.leasedPin(lapsed, pages(0, 1));
    scene.asked(truncate(0));
    assertThat(scene.signalKinds()).containsExactly(SignalKind.SIGIO);
    Scene strict = Scene.dax(LapsedHolder.FENCE);
    UUID alive = strict.process();
    strict.leasedPin(alive, pages(0, 1));
    strict.asked(truncate(0));
    assertThat(strict.signalKinds()).containsExactly(SignalKind.SIGIO);
  }

  @Test
  void aLapsedHolderIsNotFencedForANowait() {
    Scene scene = Scene.dax(LapsedHolder.FENCE);
    UUID lapsed = scene.lapsedProcess();
    scene.leasedPin(lapsed, pages(0, 1));
    assertThat(code(scene.ask(truncate(0).noWait()))).isEqualTo(Errno.EWOULDBLOCK);
    assertThat(scene.signalKinds()).containsExactly(SignalKind.SIGIO);
  }

  // An operator in a hurry

  @Test
  void expediteTakesOneStepWhereNoStageIsNamed() {
    var silent = new Silent(Scene.dax());
    UUID operation = silent.scene.asked(truncate(0));
    silent.scene.expedite(operation, null);
    assertThat(silent.scene.signalKinds()).containsExactly(SignalKind.SIGBUS);
    assertThat(silent.scene.changes(OperationExpedited.class)).hasSize(1);
    silent.getsAfter(T, SignalKind.SIGKILL);
  }

  @ParameterizedTest
  @CsvSource({
    "SIGBUS_THEN_SIGKILL, SIGKILL, SIGBUS SIGKILL",
    "SIGBUS_THEN_SIGKILL, SIGBUS, SIGBUS",
    "SIGBUS_THEN_SIGKILL, SIGIO, ''",
    "SIGKILL, SIGKILL, SIGKILL",
    "SIGKILL, SIGBUS, ''",
    "SIGBUS_ONLY, SIGKILL, SIGBUS",
    "SIGBUS_ONLY, SIGBUS, SIGBUS",
  })
  void expediteGoesNoFurtherThanItsStage(Escalation escalation, BreakStage target, String signals) {
    var silent = new Silent(Scene.dax(escalation));
    UUID operation = silent.scene.asked(truncate(0));
    silent.scene.expedite(operation, target);
    assertThat(silent.scene.signalKinds())
        .map(Enum::name)
        .isEqualTo(signals.isEmpty() ? List.of() : List.of(signals.split(" ")));
  }

  @Test
  void expediteDoesNotRepeatTheStageThatWasReached() {
    var silent = new Silent(Scene.dax(Escalation.SIGBUS_ONLY));
    UUID operation = silent.scene.asked(truncate(0));
    silent.scene.expedite(operation, BreakStage.SIGBUS);
    silent.scene.expedite(operation, BreakStage.SIGBUS);
    assertThat(silent.scene.signals()).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(BreakStage.class)
  void expediteNeedsAnOperationThatWaits(BreakStage stage) {
    Scene scene = Scene.dax();
    UUID granted = scene.asked(truncate(0));
    assertThat(code(scene.expedite(granted, stage))).isEqualTo(Errno.ESTALE);
    assertThat(scene.changes()).isEmpty();
  }

  @Test
  void expediteMovesOnlyTheLaddersOfItsOperation() {
    var silent = new Silent(Scene.dax());
    silent.scene.pinned(silent.holder, pages(4, 5));
    UUID first = silent.scene.asked(punch(pages(0, 1)));
    silent.scene.asked(punch(pages(4, 5)));
    silent.scene.expedite(first, BreakStage.SIGKILL);
    assertThat(silent.scene.state.breaks())
        .extracting(LeaseBreak::stage)
        .containsExactly(BreakStage.SIGKILL, BreakStage.SIGIO);
  }

  /** Up to its SIGKILL, with an agent whose time runs out that long after it. */
  private static Silent killed(Duration agentAlive) {
    var silent = new Silent(Scene.dax());
    silent.scene.asked(truncate(0));
    silent.getsAfter(T, SignalKind.SIGBUS);
    silent.getsAfter(T, SignalKind.SIGKILL);
    silent.scene.agentOf(silent.holder, silent.scene.now.plus(agentAlive));
    return silent;
  }

  @Test
  void theFenceWaitsForANodeAgentUntilItsTimeRunsOut() {
    Duration more = Duration.ofSeconds(7);
    var silent = killed(KILL_GRACE.plus(more));
    silent.scene.pass(KILL_GRACE);
    assertThat(accepted(silent.scene.fireBreakOf(silent.holder))).isEqualTo(POSTPONED);
    assertThat(silent.scene.signals()).isEmpty();
    assertThat(silent.scene.breakOf(silent.holder).deadline())
        .isEqualTo(silent.scene.now.plus(more));
    silent.isFencedAfter(more);
  }

  @Test
  void eachSignOfLifePostponesTheFenceOnceMore() {
    Duration more = Duration.ofSeconds(7);
    var silent = killed(KILL_GRACE.plus(more));
    silent.scene.pass(KILL_GRACE);
    silent.scene.fireBreakOf(silent.holder);
    silent.scene.agentOf(silent.holder, silent.scene.now.plus(more).plus(more));
    silent.scene.pass(more);
    assertThat(accepted(silent.scene.fireBreakOf(silent.holder))).isEqualTo(POSTPONED);
    silent.isFencedAfter(more);
  }

  @Test
  void anAgentWhoseTimeRunsOutWithinTheGraceChangesNothing() {
    var silent = killed(KILL_GRACE.minusMillis(1));
    silent.isFencedAfter(KILL_GRACE);
  }

  @Test
  void theReportOfAnAgentIsConfirmed() {
    var silent = killed(KILL_GRACE.multipliedBy(2));
    UUID operation = silent.scene.state.operations().getFirst().id();
    silent.scene.pass(KILL_GRACE);
    silent.scene.fireBreakOf(silent.holder);
    silent.scene.exit(silent.holder);
    assertThat(silent.scene.grantOf(operation).confirmed()).isTrue();
  }

  /** No SIGKILL was sent, so no agent will ever report that it took effect. */
  @Test
  void whoLapsedIsFencedAtOnceWhateverItsAgent() {
    var scene = Scene.dax(LapsedHolder.FENCE);
    UUID holder = scene.lapsedProcess();
    scene.leasedPin(holder, pages(0, 1));
    scene.agentOf(holder, scene.now.plusSeconds(60));
    scene.asked(truncate(0));
    assertThat(accepted(scene.fireBreakOf(holder))).isEqualTo(FENCE_DUE);
  }
}
