package org.daxlease.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.daxlease.protocol.Asked.punch;
import static org.daxlease.protocol.Asked.truncate;
import static org.daxlease.protocol.Scene.COOL_DOWN;
import static org.daxlease.protocol.Scene.T;
import static org.daxlease.protocol.Scene.accepted;
import static org.daxlease.protocol.Scene.code;
import static org.daxlease.protocol.Scene.pages;
import static org.daxlease.protocol.Scene.refused;

import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.daxlease.protocol.Change.*;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Rules 5, 8 and 9: who is in the way, and what WAIT, NOWAIT and FAIL make of it. */
class ConflictsTest {

  private final Scene scene = Scene.dax();
  private final UUID p = scene.process();
  private final UUID q = scene.process();

  @ParameterizedTest
  @EnumSource(OnConflict.class)
  void nobodyInTheWayIsNobodyInTheWay(OnConflict onConflict) {
    scene.leasedPin(p, pages(4, 5));
    var asked = punch(pages(0, 4)).request();
    var request =
        new Operation.Request(asked.kind(), asked.arguments(), onConflict, asked.wishes());
    assertThat(accepted(scene.ask(new Asked(request))).state()).isEqualTo(OperationState.GRANTED);
  }

  @ParameterizedTest
  @EnumSource(OnConflict.class)
  void anUnbreakableLeaseOverPinsFailsEverybodyAtOnce(OnConflict onConflict) {
    scene.exclusiveLease(p);
    scene.pinned(p, pages(0, 1));
    var asked = punch(pages(0, 1)).request();
    var request =
        new Operation.Request(asked.kind(), asked.arguments(), onConflict, asked.wishes());
    assertThat(code(scene.ask(new Asked(request)))).isEqualTo(Errno.ETXTBSY);
    assertThat(scene.signals()).isEmpty();
    assertThat(scene.leaseOf(p).state()).isEqualTo(LeaseState.HELD);
    assertThat(scene.changes(OperationRefused.class))
        .singleElement()
        .satisfies(c -> assertThat(c.code()).isEqualTo(Errno.ETXTBSY));
    accepted(scene.pin(q, pages(0, 1)));
  }

  @Test
  void theHolderItselfWouldDeadlockAndThatWins() {
    scene.exclusiveLease(p);
    scene.pinned(p, pages(0, 1));
    scene.exclusiveLease(q);
    scene.pinned(q, pages(0, 1));
    assertThat(code(scene.ask(punch(pages(0, 1)).by(p)))).isEqualTo(Errno.EDEADLK);
    assertThat(scene.signals()).isEmpty();
  }

  @Test
  void itsOwnBreakableLeaseIsNoDeadlock() {
    scene.leasedPin(p, pages(0, 1));
    assertThat(accepted(scene.ask(punch(pages(0, 1)).by(p))).state())
        .isEqualTo(OperationState.BREAKING);
    assertThat(scene.signalKinds()).containsExactly(SignalKind.SIGIO);
  }

  @Test
  void anUnbreakableLeaseOverNoPinsOfTheRangeIsNotInTheWay() {
    scene.exclusiveLease(p);
    scene.pinned(p, pages(0, 1));
    assertThat(accepted(scene.ask(punch(pages(1, 2)))).state()).isEqualTo(OperationState.GRANTED);
  }

  @Test
  void anUnbreakableLeaseProtectsPageCachePinsToo() {
    Scene cached = Scene.pageCache();
    UUID holder = cached.process();
    cached.exclusiveLease(holder);
    cached.pinned(holder, pages(0, 1));
    assertThat(code(cached.ask(punch(pages(0, 1))))).isEqualTo(Errno.ETXTBSY);
    assertThat(code(cached.ask(punch(pages(0, 1)).by(holder)))).isEqualTo(Errno.EDEADLK);
  }

  @Test
  void unbreakableIsLookedAtAgainAtTheGrant() {
    Scene cached = Scene.pageCache();
    UUID holder = cached.process();
    cached.leasedPin(holder, pages(0, 1));
    UUID first = cached.asked(punch(pages(0, 1)));
    UUID second = cached.asked(punch(pages(0, 1)).by(holder));
    UUID third = cached.asked(punch(pages(0, 1)));
    // No command leads here, for the range is closed: rows put together by hand.
    Lease lease = cached.leaseOf(holder);
    var exclusive = new Lease(lease.id(), holder, lease.range(), false, lease.standing().count(1));
    cached.state.put(exclusive);
    cached.state.put(
        new Pin(
            new UUID(5, 5),
            new Pin.Place(holder, cached.mappingOf(holder).id()),
            pages(0, 1),
            new Pin.Use(Access.READ, Term.LONGTERM),
            1,
            Pin.Standing.pinned(lease.id())));
    cached.complete(first);
    assertThat(cached.stateOf(second)).isEqualTo(OperationState.REFUSED);
    assertThat(cached.stateOf(third)).isEqualTo(OperationState.REFUSED);
    assertThat(cached.changes(OperationRefused.class))
        .extracting(OperationRefused::code)
        .containsExactly(Errno.EDEADLK, Errno.ETXTBSY);
  }

  @Test
  void waitBreaksAndWaits() {
    scene.leasedPin(p, pages(0, 1));
    assertThat(accepted(scene.ask(truncate(0))).state()).isEqualTo(OperationState.BREAKING);
    assertThat(scene.signalKinds()).containsExactly(SignalKind.SIGIO);
    assertThat(scene.leaseOf(p).state()).isEqualTo(LeaseState.BREAKING);
  }

  @Test
  void aConflictIsRecordedWithItsLeaseAndTheNumberOfPins() {
    scene.leasedPin(p, pages(0, 1));
    scene.pinned(p, pages(1, 2));
    scene.ask(truncate(0).orFail());
    assertThat(scene.changes(LeaseConflict.class))
        .singleElement()
        .satisfies(c -> {
          assertThat(c.lease().processId()).isEqualTo(p);
          assertThat(c.pins()).isEqualTo(2);
        });
  }

  @Test
  void failIsTextBusyAndDisturbsNobody() {
    scene.leasedPin(p, pages(0, 1));
    scene.lease(q);
    assertThat(code(scene.ask(truncate(0).orFail()))).isEqualTo(Errno.ETXTBSY);
    assertThat(scene.signals()).isEmpty();
    assertThat(scene.leaseOf(p).state()).isEqualTo(LeaseState.HELD);
    assertThat(scene.state.breaks()).isEmpty();
    accepted(scene.pin(q, pages(0, 1)));
  }

  @Test
  void failGrantedAtOnceDoesNotEvenNotify() {
    scene.lease(p);
    assertThat(accepted(scene.ask(truncate(0).orFail())).state()).isEqualTo(OperationState.GRANTED);
    assertThat(scene.signals()).isEmpty();
  }

  @Test
  void failLeavesARunningBreakAlone() {
    scene.leasedPin(p, pages(0, 1));
    scene.asked(punch(pages(0, 1)));
    assertThat(code(scene.ask(punch(pages(0, 1)).orFail()))).isEqualTo(Errno.ETXTBSY);
    assertThat(scene.breakOf(p).operations()).hasSize(1);
  }

  @Test
  void nowaitWouldBlockButTheBreakIsStarted() {
    UUID pin = scene.leasedPin(p, pages(0, 1));
    Refusal refusal = refused(scene.ask(truncate(0).noWait()));
    assertThat(refusal.code()).isEqualTo(Errno.EWOULDBLOCK);
    assertThat(refusal.retryAfter()).isPresent();
    assertThat(scene.signalKinds()).containsExactly(SignalKind.SIGIO);
    assertThat(scene.state.operations())
        .singleElement()
        .satisfies(o -> {
          assertThat(o.state()).isEqualTo(OperationState.REFUSED);
          assertThat(o.progress().breaks()).isEqualTo(1);
        });
    scene.unpin(pin);
    assertThat(scene.leaseOf(p).state()).isEqualTo(LeaseState.HELD);
    assertThat(accepted(scene.ask(truncate(0).noWait())).state()).isEqualTo(OperationState.GRANTED);
  }

  @Test
  void nowaitTakesNoPlaceInTheFifo() {
    UUID pin = scene.leasedPin(p, pages(0, 1));
    scene.ask(punch(pages(0, 4)).noWait());
    assertThat(scene.stateOf(scene.asked(punch(pages(2, 4))))).isEqualTo(OperationState.GRANTED);
    UUID waiting = scene.asked(punch(pages(0, 1)));
    assertThat(scene.stateOf(waiting)).isEqualTo(OperationState.BREAKING);
    scene.unpin(pin);
    assertThat(scene.stateOf(waiting)).isEqualTo(OperationState.GRANTED);
  }

  @Test
  void askingAgainMeanwhileSignalsNobodyTwice() {
    scene.leasedPin(p, pages(0, 1));
    scene.ask(truncate(0).noWait());
    var deadline = scene.breakOf(p).deadline();
    scene.pass(Duration.ofSeconds(3));
    assertThat(code(scene.ask(truncate(0).noWait()))).isEqualTo(Errno.EWOULDBLOCK);
    assertThat(scene.signals()).isEmpty();
    assertThat(scene.breakOf(p).deadline()).isEqualTo(deadline);
    assertThat(scene.state.breaks()).hasSize(1);
  }

  @Test
  void theRangeOfANowaitStaysClosedUntilItsBreakEndsAndForTheCoolDown() {
    UUID pin = scene.leasedPin(p, pages(0, 1));
    scene.ask(punch(pages(0, 2)).noWait());
    UUID refused = scene.state.operations().getFirst().id();
    assertThat(code(scene.pin(q, pages(1, 2)))).isEqualTo(Errno.EAGAIN);
    accepted(scene.pin(q, pages(2, 3)));
    scene.unpin(pin);
    assertThat(scene.changes(OperationCooling.class)).hasSize(1);
    scene.almostPass(COOL_DOWN);
    assertThat(code(scene.pin(q, pages(1, 2)))).isEqualTo(Errno.EAGAIN);
    accepted(scene.fire(refused));
    assertThat(scene.changes()).isEmpty();
    scene.passMillisecond();
    accepted(scene.pin(q, pages(1, 2)));
    scene.fire(refused);
    assertThat(scene.changes(OperationReopened.class)).hasSize(1);
    assertThat(scene.operation(refused).isOpen()).isFalse();
    scene.fire(refused);
    assertThat(scene.changes()).isEmpty();
  }

  @Test
  void aNowaitLadderStopsAfterSigbus() {
    scene.leasedPin(p, pages(0, 1));
    scene.ask(truncate(0).noWait());
    scene.pass(T);
    scene.fireBreakOf(p);
    assertThat(scene.signals())
        .singleElement()
        .satisfies(s -> {
          assertThat(s.kind()).isEqualTo(SignalKind.SIGBUS);
          assertThat(s.deadline()).isNull();
          assertThat(s.next()).isNull();
        });
    assertThat(scene.breakOf(p).deadline()).isNull();
    scene.pass(T.multipliedBy(10));
    assertThat(accepted(scene.fireBreakOf(p))).isEqualTo(BreakRules.Fired.NOTHING);
    assertThat(scene.breakOf(p).isRunning()).isTrue();
  }

  @Test
  void aStoppedLadderGoesOnForSomebodyWhoWaits() {
    scene.leasedPin(p, pages(0, 1));
    scene.ask(truncate(0).noWait());
    scene.pass(T);
    scene.fireBreakOf(p);
    scene.asked(truncate(0));
    assertThat(scene.signals()).isEmpty();
    assertThat(scene.breakOf(p).deadline()).isEqualTo(scene.now.plus(T));
    scene.pass(T);
    scene.fireBreakOf(p);
    assertThat(scene.signalKinds()).containsExactly(SignalKind.SIGKILL);
  }

  @Test
  void anUnleasedPinUnderNowaitGetsSigbusAndNoMore() {
    scene.pinned(p, pages(0, 1));
    scene.ask(truncate(0).noWait());
    assertThat(scene.signalKinds()).containsExactly(SignalKind.SIGBUS);
    assertThat(scene.breakOf(p).deadline()).isNull();
  }

  @Test
  void onlyAnotherOperationInTheWayStartsNothing() {
    scene.lease(p);
    scene.asked(punch(pages(0, 2)));
    assertThat(code(scene.ask(punch(pages(1, 3)).noWait()))).isEqualTo(Errno.EWOULDBLOCK);
    assertThat(scene.signals()).isEmpty();
    assertThat(code(scene.ask(punch(pages(1, 3)).orFail()))).isEqualTo(Errno.EBUSY);
    assertThat(scene.signals()).isEmpty();
    accepted(scene.pin(q, pages(2, 3)));
  }

  @Test
  void shortPinsAloneAreWaitedForByFailAndNotByNowait() {
    UUID pin = accepted(scene.pin(p, pages(0, 1), Term.SHORT)).id();
    assertThat(code(scene.ask(truncate(0).noWait()))).isEqualTo(Errno.EWOULDBLOCK);
    assertThat(scene.signals()).isEmpty();
    UUID failing = scene.asked(truncate(0).orFail());
    assertThat(scene.stateOf(failing)).isEqualTo(OperationState.BREAKING);
    assertThat(scene.signals()).isEmpty();
    scene.unpin(pin);
    assertThat(scene.stateOf(failing)).isEqualTo(OperationState.GRANTED);
  }

  @Test
  void aShortPinThatOverstaysIsTreatedAsUnleased() {
    scene.lease(p);
    UUID pin = accepted(scene.pin(p, pages(0, 1), Term.SHORT)).id();
    UUID waiting = scene.asked(punch(pages(0, 1)));
    scene.almostPass(T);
    scene.fire(waiting);
    assertThat(scene.changes()).isEmpty();
    scene.passMillisecond();
    scene.fire(waiting);
    assertThat(scene.signals())
        .singleElement()
        .satisfies(s -> {
          assertThat(s.kind()).isEqualTo(SignalKind.SIGBUS);
          assertThat(s.deadline()).isEqualTo(scene.now.plus(T));
          assertThat(s.to().leaseId()).isNull();
        });
    assertThat(scene.pin(pin).standing().overstayed()).isTrue();
    scene.fire(waiting);
    assertThat(scene.changes()).isEmpty();
  }

  @Test
  void allThatWaitForAnOverstayedPinShareItsBreak() {
    scene.pin(p, pages(0, 2), Term.SHORT);
    UUID first = scene.asked(punch(pages(0, 1)));
    UUID second = scene.asked(punch(pages(1, 2)));
    scene.pass(T);
    scene.fire(first);
    assertThat(scene.breakOf(p).operations()).containsExactlyInAnyOrder(first, second);
    scene.fire(second);
    assertThat(scene.signals()).isEmpty();
    scene.cancel(first);
    assertThat(scene.breakOf(p).isRunning()).isTrue();
    assertThat(scene.operation(second).progress().breaks()).isEqualTo(1);
  }

  @Test
  void onPageCacheNobodyIsInTheWayButEarlierOperations() {
    Scene cached = Scene.pageCache();
    UUID holder = cached.process();
    UUID pin = cached.leasedPin(holder, pages(0, 1));
    UUID first = cached.asked(punch(pages(0, 1)));
    assertThat(cached.stateOf(first)).isEqualTo(OperationState.GRANTED);
    assertThat(cached.pin(pin).standing().detached()).isTrue();
    assertThat(cached.signals()).isEmpty();
    assertThat(cached.changes(PinDetached.class)).hasSize(1);
    assertThat(code(cached.ask(punch(pages(0, 1)).orFail()))).isEqualTo(Errno.EBUSY);
    assertThat(code(cached.ask(punch(pages(0, 1)).noWait()))).isEqualTo(Errno.EWOULDBLOCK);
    assertThat(cached.leaseOf(holder).state()).isEqualTo(LeaseState.HELD);
    List<Pin> live = cached.state.pins().stream().filter(Pin::isLive).toList();
    assertThat(live).extracting(Pin::id).containsExactly(pin);
  }

  @ParameterizedTest
  @EnumSource(Term.class)
  void pinsOnPageCacheAreNoConflict(Term term) {
    Scene cached = Scene.pageCache();
    UUID holder = cached.process();
    cached.lease(holder);
    cached.pin(holder, pages(0, 1), term);
    cached.pin(holder, pages(1, 2), term);
    UUID failing = cached.asked(punch(pages(0, 1)).orFail());
    assertThat(cached.stateOf(failing)).isEqualTo(OperationState.GRANTED);
    assertThat(cached.changes(LeaseConflict.class)).isEmpty();
    UUID impatient = cached.asked(punch(pages(1, 2)).noWait());
    assertThat(cached.stateOf(impatient)).isEqualTo(OperationState.GRANTED);
  }

  @Test
  void anotherRequesterThanTheHolderWouldNotDeadlock() {
    scene.exclusiveLease(p);
    scene.pinned(p, pages(0, 1));
    assertThat(code(scene.ask(punch(pages(0, 1)).by(q)))).isEqualTo(Errno.ETXTBSY);
  }

  @Test
  void aConflictWithAnUnbreakableLeaseIsRecordedOnPageCacheToo() {
    Scene cached = Scene.pageCache();
    UUID holder = cached.process();
    cached.exclusiveLease(holder);
    cached.pinned(holder, pages(0, 1));
    cached.ask(punch(pages(0, 1)));
    assertThat(cached.changes(LeaseConflict.class))
        .extracting(c -> c.lease().processId())
        .containsExactly(holder);
  }

  @Test
  void aShortPinIsFoundToHaveOverstayedOnce() {
    scene.pin(p, pages(0, 1), Term.SHORT);
    UUID waiting = scene.asked(punch(pages(0, 1)));
    scene.pass(T);
    scene.fire(waiting);
    assertThat(scene.operation(waiting).progress().timers().shortPinsAt()).isNull();
  }

  @Test
  void whoOnlyGrowsTheFileDoesNotWaitForAnOverstayedPin() {
    scene.complete(scene.asked(truncate(Scene.SIZE - 10)));
    scene.pin(p, pages(15, 16), Term.SHORT);
    UUID waiting = scene.asked(punch(pages(15, 16)));
    UUID growing = scene.asked(Asked.extend(2 * Scene.SIZE));
    assertThat(scene.stateOf(growing)).isEqualTo(OperationState.QUEUED);
    scene.pass(T);
    scene.fire(waiting);
    assertThat(scene.breakOf(p).operations()).containsExactly(waiting);
  }
}
