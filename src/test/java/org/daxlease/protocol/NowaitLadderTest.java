package org.daxlease.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.daxlease.protocol.Asked.punch;
import static org.daxlease.protocol.Asked.truncate;
import static org.daxlease.protocol.BreakRules.Fired.ADVANCED;
import static org.daxlease.protocol.Scene.COOL_DOWN;
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

/** Rule 8: how far NOWAIT goes by itself, and where it stops once nobody else waits any more. */
class NowaitLadderTest {

  private final Scene scene = Scene.dax();
  private final UUID p = scene.process();
  private final UUID q = scene.process();

  private static void fires(Scene scene, UUID holder, SignalKind... signals) {
    assertThat(accepted(scene.fireBreakOf(holder))).isEqualTo(ADVANCED);
    assertThat(scene.signalKinds()).containsExactly(signals);
  }

  @Test
  void nobodyIsKilledWhereSigkillWouldBeTheNextStage() {
    Scene strict = Scene.dax(Escalation.SIGKILL);
    UUID holder = strict.process();
    strict.leasedPin(holder, pages(0, 1));
    strict.ask(truncate(0).noWait());
    assertThat(strict.signals()).extracting(Signalled::next).containsOnlyNulls();
    strict.pass(T);
    fires(strict, holder);
    assertThat(strict.breakOf(holder).stage()).isEqualTo(BreakStage.SIGIO);
    assertThat(strict.breakOf(holder).deadline()).isNull();
  }

  @Test
  void itsSigioAnnouncesTheSigbus() {
    scene.leasedPin(p, pages(0, 1));
    scene.ask(truncate(0).noWait());
    assertThat(scene.signals()).extracting(Signalled::next).containsExactly(SignalKind.SIGBUS);
  }

  @Test
  void sigbusIsNotRepeatedOnceWhoWaitedHasGone() {
    Scene patient = Scene.dax(Escalation.SIGBUS_ONLY);
    UUID holder = patient.process();
    patient.leasedPin(holder, pages(0, 1));
    patient.ask(truncate(0).noWait());
    UUID waiting = patient.asked(truncate(0));
    patient.pass(T);
    fires(patient, holder, SignalKind.SIGBUS);
    patient.cancel(waiting);
    patient.pass(T);
    fires(patient, holder);
    assertThat(patient.breakOf(holder).deadline()).isNull();
  }

  /** Or else its deadline would be looked at for as long as that agent lives. */
  @Test
  void noReportOfAKillIsAwaitedOnceWhoWaitedHasGone() {
    scene.leasedPin(p, pages(0, 1));
    scene.ask(truncate(0).noWait());
    UUID waiting = scene.asked(truncate(0));
    scene.pass(T);
    fires(scene, p, SignalKind.SIGBUS);
    scene.pass(T);
    fires(scene, p, SignalKind.SIGKILL);
    scene.agentOf(p, scene.now.plus(T));
    scene.cancel(waiting);
    scene.pass(KILL_GRACE);
    fires(scene, p);
    assertThat(scene.breakOf(p).deadline()).isNull();
  }

  @Test
  void askingAgainDoesNotSetAStoppedLadderGoing() {
    scene.leasedPin(p, pages(0, 1));
    scene.ask(truncate(0).noWait());
    scene.pass(T);
    fires(scene, p, SignalKind.SIGBUS);
    assertThat(code(scene.ask(truncate(0).noWait()))).isEqualTo(Errno.EWOULDBLOCK);
    assertThat(scene.breakOf(p).deadline()).isNull();
  }

  @Test
  void nothingIsDueForARequestThatWasRefused() {
    scene.leasedPin(p, pages(0, 1));
    scene.ask(truncate(0).noWait().waitingAtMost(Duration.ofSeconds(1)));
    assertThat(scene.state.operations())
        .singleElement()
        .satisfies(o -> {
          assertThat(o.progress().timers()).isEqualTo(Operation.Timers.NONE);
          assertThat(o.isOpen()).isTrue();
        });
  }

  /** The pin that is left is another's, and with the other nobody wants it any more. */
  @Test
  void itsBreakEndsWithTheLastPinThatAnybodyWants() {
    UUID pin = scene.leasedPin(p, pages(0, 2));
    scene.ask(punch(pages(0, 1)).noWait());
    UUID refused = scene.state.operations().getFirst().id();
    UUID waiting = scene.asked(punch(pages(1, 2)));
    scene.trim(pin, pages(1, 2));
    scene.cancel(waiting);
    assertThat(scene.breakOf(p).ladder().outcome()).isEqualTo(BreakOutcome.UNPINNED);
    assertThat(scene.leaseOf(p).state()).isEqualTo(LeaseState.HELD);
    assertThat(scene.operation(refused).isOpen()).isTrue();
    scene.pass(COOL_DOWN);
    scene.fire(refused);
    assertThat(scene.operation(refused).isOpen()).isFalse();
  }

  /** Who waits has got what it joined for; what is left is wanted by nobody who waits. */
  private UUID waitsForNothingOfItAnyMore(Scene scene, UUID holder) {
    UUID first = scene.leasedPin(holder, pages(0, 1));
    scene.pinned(holder, pages(1, 2));
    scene.leasedPin(scene.process(), pages(0, 1));
    scene.ask(punch(pages(0, 2)).noWait());
    UUID waiting = scene.asked(punch(pages(0, 1)));
    scene.unpin(first);
    assertThat(scene.stateOf(waiting)).isEqualTo(OperationState.BREAKING);
    return waiting;
  }

  @Test
  void nobodyIsKilledWhoHasAnsweredWhoWaited() {
    waitsForNothingOfItAnyMore(scene, p);
    scene.pass(T);
    fires(scene, p, SignalKind.SIGBUS);
    assertThat(scene.signals()).extracting(Signalled::next).containsOnlyNulls();
    assertThat(scene.breakOf(p).deadline()).isNull();
  }

  @Test
  void nobodyIsKilledWhoHasTrimmedThatAway() {
    UUID pin = scene.leasedPin(p, pages(0, 2));
    scene.leasedPin(q, pages(0, 1));
    scene.ask(punch(pages(1, 2)).noWait());
    scene.asked(punch(pages(0, 1)));
    scene.trim(pin, pages(1, 2));
    scene.pass(T);
    fires(scene, p, SignalKind.SIGBUS);
    assertThat(scene.breakOf(p).deadline()).isNull();
  }

  @Test
  void anOperatorDoesNotKillForWhoWaitsForOthers() {
    UUID waiting = waitsForNothingOfItAnyMore(scene, p);
    accepted(scene.expedite(waiting, BreakStage.SIGKILL));
    assertThat(scene.signals())
        .filteredOn(s -> s.kind() == SignalKind.SIGKILL)
        .extracting(s -> s.to().processId())
        .doesNotContain(p)
        .hasSize(1);
  }

  @Test
  void nobodyIsFencedForItWhoLapses() {
    Scene impatient = Scene.dax(LapsedHolder.FENCE);
    UUID holder = impatient.process();
    waitsForNothingOfItAnyMore(impatient, holder);
    impatient.lapse(holder);
    assertThat(impatient.breakOf(holder).fenceAt()).isNull();
  }

  private List<UUID> told() {
    return scene.signals().stream().map(s -> s.to().processId()).toList();
  }

  @Test
  void aLeaseWithoutPinsIsToldOnceWhileTheBreakRuns() {
    scene.leasedPin(p, pages(0, 1));
    scene.pinned(p, pages(2, 3));
    scene.lease(q);
    scene.ask(punch(pages(0, 2)).noWait());
    assertThat(told()).containsExactlyInAnyOrder(p, q);
    scene.ask(punch(pages(0, 2)).noWait());
    assertThat(told()).isEmpty();
  }

  @Test
  void whoWasToldOfAnotherRangeIsToldOfThis() {
    scene.leasedPin(p, pages(0, 1));
    scene.pinned(p, pages(4, 5));
    scene.lease(q, pages(4, 8));
    scene.ask(punch(pages(0, 1)).noWait());
    assertThat(told()).containsExactly(p);
    scene.ask(punch(pages(4, 5)).noWait());
    assertThat(told()).containsExactlyInAnyOrder(p, q);
  }

  @Test
  void aLeaseOfTheWholeFileIsToldOfEachRange() {
    scene.leasedPin(p, pages(0, 1));
    scene.pinned(p, pages(4, 5));
    scene.lease(q);
    scene.ask(punch(pages(0, 1)).noWait());
    assertThat(told()).containsExactlyInAnyOrder(p, q);
    scene.ask(punch(pages(4, 5)).noWait());
    assertThat(told()).containsExactlyInAnyOrder(p, q);
  }

  /** A holder may stay silent for hours, and who wants its pages asks again every second. */
  @Test
  void askingAgainLeavesNothingBehind() {
    scene.leasedPin(p, pages(0, 2));
    scene.ask(punch(pages(0, 2)).noWait());
    UUID first = scene.state.operations().getFirst().id();
    for (ByteRange part : List.of(pages(0, 2), pages(1, 2))) {
      assertThat(code(scene.ask(punch(part).noWait()))).isEqualTo(Errno.EWOULDBLOCK);
      assertThat(scene.state.operations().getLast().isOpen()).isFalse();
    }
    assertThat(scene.breakOf(p).operations()).containsExactly(first);
  }

  @Test
  void askingForMoreOwnsWhatItAsksFor() {
    UUID pin = scene.leasedPin(p, pages(0, 1));
    scene.leasedPin(q, pages(1, 2));
    scene.ask(punch(pages(0, 1)).noWait());
    scene.ask(punch(pages(0, 2)).noWait());
    UUID wider = scene.state.operations().getLast().id();
    assertThat(scene.breakOf(p).operations()).contains(wider);
    assertThat(scene.breakOf(q).operations()).containsExactly(wider);
    scene.ask(punch(pages(0, 1)).noWait());
    scene.unpin(pin);
    assertThat(scene.operation(wider).isOpen()).isTrue();
  }

  /** Which it would otherwise own nothing of when who waits has gone. */
  @Test
  void whatSomebodyElseWaitsForIsOwnedToo() {
    scene.leasedPin(p, pages(0, 1));
    scene.asked(truncate(0));
    scene.ask(truncate(0).noWait());
    UUID refused = scene.state.operations().getLast().id();
    assertThat(scene.breakOf(p).operations()).contains(refused);
  }

  @Test
  void aBreakThatBeganAfterAnEarlierRequestsIsOwnedByTheNext() {
    scene.leasedPin(p, pages(0, 1));
    scene.pin(q, pages(0, 1), Term.SHORT);
    scene.ask(truncate(0).noWait());
    UUID waiting = scene.asked(truncate(0));
    scene.pass(T);
    scene.fire(waiting);
    scene.ask(truncate(0).noWait());
    UUID next = scene.state.operations().getLast().id();
    assertThat(scene.breakOf(q).operations()).containsExactlyInAnyOrder(waiting, next);
  }

  @Test
  void signalsAreSentInTheNameOfWhoWaits() {
    UUID pin = scene.leasedPin(p, pages(0, 2));
    scene.ask(punch(pages(0, 1)).noWait());
    UUID waiting = scene.asked(punch(pages(1, 2)));
    scene.trim(pin, pages(1, 2));
    scene.pass(T);
    fires(scene, p, SignalKind.SIGBUS);
    assertThat(scene.signals()).extracting(s -> s.cause().operationId()).containsExactly(waiting);
  }

  @Test
  void whoWasToldOfABreakThatHasEndedIsToldOfTheNext() {
    UUID pin = scene.leasedPin(p, pages(0, 1));
    scene.pinned(p, pages(1, 2));
    scene.lease(q);
    scene.ask(punch(pages(0, 1)).noWait());
    scene.unpin(pin);
    scene.ask(punch(pages(0, 2)).noWait());
    assertThat(told()).containsExactlyInAnyOrder(p, q);
  }

  @Test
  void whoWasToldOfAnOperationThatWaitsIsToldOfThisToo() {
    scene.leasedPin(p, pages(0, 1));
    scene.lease(q);
    scene.asked(truncate(0));
    scene.ask(truncate(0).noWait());
    assertThat(told()).containsExactly(q);
  }

  @Test
  void itCoolsDownOnceTheLastOfItsBreaksHasEnded() {
    UUID one = scene.leasedPin(p, pages(0, 1));
    UUID other = scene.leasedPin(q, pages(0, 1));
    scene.ask(truncate(0).noWait());
    scene.unpin(one);
    assertThat(scene.changes(OperationCooling.class)).isEmpty();
    scene.unpin(other);
    assertThat(scene.changes(OperationCooling.class)).hasSize(1);
  }

  @Test
  void aBreakThatBeginsAfterItsOwnIsNoneOfIts() {
    UUID pin = scene.leasedPin(p, pages(0, 1));
    scene.pin(q, pages(0, 1), Term.SHORT);
    scene.ask(truncate(0).noWait());
    UUID refused = scene.state.operations().getFirst().id();
    UUID waiting = scene.asked(truncate(0));
    scene.unpin(pin);
    scene.pass(T);
    scene.fire(waiting);
    assertThat(scene.breakOf(q).operations()).containsExactly(waiting);
    assertThat(scene.operation(refused).progress().breaks()).isZero();
  }
}
