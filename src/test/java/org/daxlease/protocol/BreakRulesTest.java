package org.daxlease.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.daxlease.protocol.Asked.extend;
import static org.daxlease.protocol.Asked.punch;
import static org.daxlease.protocol.Asked.truncate;
import static org.daxlease.protocol.Scene.SIZE;
import static org.daxlease.protocol.Scene.T;
import static org.daxlease.protocol.Scene.accepted;
import static org.daxlease.protocol.Scene.pages;

import java.time.Duration;
import java.util.UUID;
import org.daxlease.protocol.Change.*;
import org.junit.jupiter.api.Test;

/** Rules 13 and 14: one break per process for the pins in the way, joined, left and ended. */
class BreakRulesTest {

  private static final Duration SECOND = Duration.ofSeconds(1);

  private final Scene scene = Scene.dax();
  private final UUID p = scene.process();
  private final UUID q = scene.process();

  @Test
  void oneSigioPerProcessNamesItsPinsInTheRange() {
    UUID inside = scene.leasedPin(p, pages(0, 1));
    UUID partly = scene.pinned(p, pages(1, 4));
    scene.pinned(p, pages(5, 6));
    scene.leasedPin(q, pages(0, 2));
    UUID operation = scene.asked(punch(pages(0, 2)));
    assertThat(scene.signalKinds()).containsExactly(SignalKind.SIGIO, SignalKind.SIGIO);
    Signalled toP = scene.signals().getFirst();
    assertThat(toP.to().processId()).isEqualTo(p);
    assertThat(toP.to().leaseId()).isEqualTo(scene.leaseOf(p).id());
    assertThat(toP.cause().operationId()).isEqualTo(operation);
    assertThat(toP.cause().affected()).isEqualTo(pages(0, 2));
    assertThat(toP.cause().pins()).extracting(Pin::id).containsExactly(inside, partly);
    assertThat(toP.deadline()).isEqualTo(scene.now.plus(T));
    assertThat(toP.next()).isEqualTo(SignalKind.SIGBUS);
    assertThat(scene.breakOf(p).ladder().pins()).isEqualTo(2);
    assertThat(scene.operation(operation).progress().breaks()).isEqualTo(2);
  }

  @Test
  void itIsGrantedWhenTheLastHolderHasUnpinned() {
    UUID ofP = scene.leasedPin(p, pages(0, 1));
    UUID ofQ = scene.leasedPin(q, pages(0, 1));
    UUID operation = scene.asked(truncate(0));
    scene.unpin(ofP);
    assertThat(scene.leaseOf(p).state()).isEqualTo(LeaseState.HELD);
    assertThat(scene.stateOf(operation)).isEqualTo(OperationState.BREAKING);
    scene.unpin(ofQ);
    assertThat(scene.stateOf(operation)).isEqualTo(OperationState.GRANTED);
  }

  @Test
  void leasedAndUnleasedPinsOfOneProcessAreTwoBreaks() {
    scene.lease(p, pages(0, 1));
    scene.pinned(p, pages(0, 1));
    scene.pinned(p, pages(4, 5));
    scene.asked(truncate(0));
    assertThat(scene.signalKinds()).containsExactlyInAnyOrder(SignalKind.SIGIO, SignalKind.SIGBUS);
  }

  @Test
  void anOperationThatIsQueuedBreaksAtItsArrivalToo() {
    scene.leasedPin(q, pages(4, 5));
    scene.asked(punch(pages(0, 2)));
    UUID queued = scene.asked(truncate(0));
    assertThat(scene.stateOf(queued)).isEqualTo(OperationState.QUEUED);
    assertThat(scene.signals())
        .singleElement()
        .satisfies(s -> assertThat(s.deadline()).isEqualTo(scene.now.plus(T)));
  }

  @Test
  void aSecondOperationNeitherSignalsAgainNorRestartsTheTimer() {
    UUID pin = scene.leasedPin(p, pages(0, 1));
    UUID first = scene.asked(punch(pages(0, 1)));
    var deadline = scene.breakOf(p).deadline();
    scene.pass(SECOND);
    UUID second = scene.asked(truncate(0));
    assertThat(scene.signals()).isEmpty();
    assertThat(scene.breakOf(p).deadline()).isEqualTo(deadline);
    assertThat(scene.breakOf(p).operations()).containsExactlyInAnyOrder(first, second);
    assertThat(scene.operation(second).progress().breaks()).isEqualTo(1);
    scene.unpin(pin);
    assertThat(scene.stateOf(first)).isEqualTo(OperationState.GRANTED);
    assertThat(scene.stateOf(second)).isEqualTo(OperationState.QUEUED);
    assertThat(scene.operation(second).progress().breaks()).isZero();
  }

  @Test
  void aWiderOperationJoinsAndStartsABreakForTheRest() {
    UUID first = scene.leasedPin(p, pages(0, 1));
    UUID second = scene.pinned(p, pages(4, 5));
    UUID narrow = scene.asked(punch(pages(0, 1)));
    UUID wide = scene.asked(truncate(0));
    assertThat(scene.signals())
        .singleElement()
        .satisfies(s -> assertThat(s.cause().pins()).extracting(Pin::id).containsExactly(second));
    assertThat(scene.operation(wide).progress().breaks()).isEqualTo(2);
    assertThat(scene.operation(narrow).progress().breaks()).isEqualTo(1);
    scene.unpin(first);
    assertThat(scene.leaseOf(p).state()).isEqualTo(LeaseState.BREAKING);
    scene.unpin(second);
    assertThat(scene.leaseOf(p).state()).isEqualTo(LeaseState.HELD);
  }

  @Test
  void theLadderGoesOnUntilTheLastOfThemIsCancelled() {
    scene.leasedPin(p, pages(0, 1));
    UUID first = scene.asked(punch(pages(0, 1)));
    UUID second = scene.asked(truncate(0));
    scene.cancel(first);
    assertThat(scene.breakOf(p).isRunning()).isTrue();
    assertThat(scene.stateOf(second)).isEqualTo(OperationState.BREAKING);
    scene.cancel(second);
    assertThat(scene.breakOf(p).ladder().outcome()).isEqualTo(BreakOutcome.CANCELLED);
    assertThat(scene.leaseOf(p).state()).isEqualTo(LeaseState.HELD);
    assertThat(scene.pin(scene.state.pins().iterator().next().id()).breakId()).isNull();
    scene.pass(T);
    assertThat(accepted(scene.fireBreakOf(p))).isEqualTo(BreakRules.Fired.NOTHING);
    assertThat(scene.signals()).isEmpty();
  }

  @Test
  void afterABrokenLadderIsCancelledTheLeaseStaysBroken() {
    scene.leasedPin(p, pages(0, 1));
    UUID operation = scene.asked(punch(pages(0, 1)));
    scene.pass(T);
    scene.fireBreakOf(p);
    scene.cancel(operation);
    assertThat(scene.leaseOf(p).state()).isEqualTo(LeaseState.BROKEN);
    assertThat(scene.changes(LeaseReturned.class)).isEmpty();
  }

  @Test
  void pinsThatNobodyWaitsForAnyMoreAreLetGo() {
    UUID left = scene.leasedPin(p, pages(0, 1));
    UUID right = scene.pinned(p, pages(4, 5));
    UUID wide = scene.asked(truncate(0));
    UUID narrow = scene.asked(punch(pages(4, 5)));
    scene.cancel(wide);
    assertThat(scene.changes(BreakNarrowed.class))
        .singleElement()
        .satisfies(c -> assertThat(c.pins()).containsExactly(left));
    assertThat(scene.breakOf(p).ladder().pins()).isEqualTo(1);
    scene.unpin(right);
    assertThat(scene.stateOf(narrow)).isEqualTo(OperationState.GRANTED);
    assertThat(scene.leaseOf(p).state()).isEqualTo(LeaseState.HELD);
    assertThat(scene.pin(left).isLive()).isTrue();
  }

  @Test
  void aHolderWithoutPinsInTheRangeIsToldAndKeepsItsLease() {
    scene.lease(p);
    scene.pinned(p, pages(4, 5));
    UUID operation = scene.asked(punch(pages(0, 1)));
    assertThat(scene.stateOf(operation)).isEqualTo(OperationState.GRANTED);
    assertThat(scene.signals())
        .singleElement()
        .satisfies(s -> {
          assertThat(s.kind()).isEqualTo(SignalKind.SIGIO);
          assertThat(s.deadline()).isNull();
          assertThat(s.next()).isNull();
          assertThat(s.to().breakId()).isNull();
        });
    assertThat(scene.leaseOf(p).state()).isEqualTo(LeaseState.HELD);
    scene.asked(punch(pages(0, 1)));
    assertThat(scene.signals()).hasSize(1);
  }

  @Test
  void leasesBesideTheRangeAndImplicitOnesAreNotToldOfIt() {
    scene.lease(p, pages(4, 5));
    scene.asked(punch(pages(0, 1)));
    assertThat(scene.signals()).isEmpty();
    Scene implicit = Scene.dax(UnleasedPin.IMPLICIT_LEASE);
    implicit.pinned(implicit.process(), pages(4, 5));
    implicit.asked(punch(pages(0, 1)));
    assertThat(implicit.signals()).isEmpty();
  }

  @Test
  void growingTellsNobody() {
    scene.lease(p);
    scene.asked(extend(2 * SIZE));
    assertThat(scene.signals()).isEmpty();
  }

  @Test
  void unpinnedInTimeMeansNoFurtherSignalAndTheLeaseHeldAgain() {
    UUID pin = scene.leasedPin(p, pages(0, 1));
    UUID operation = scene.asked(punch(pages(0, 1)));
    scene.almostPass(T);
    scene.unpin(pin);
    assertThat(scene.breakOf(p).ladder().outcome()).isEqualTo(BreakOutcome.UNPINNED);
    assertThat(scene.leaseOf(p).state()).isEqualTo(LeaseState.HELD);
    scene.pass(T);
    assertThat(accepted(scene.fireBreakOf(p))).isEqualTo(BreakRules.Fired.NOTHING);
    scene.complete(operation);
    scene.pinned(p, pages(0, 1));
    assertThat(scene.leaseOf(p).pins()).isEqualTo(1);
  }

  @Test
  void aBreakEndsWithItsLastPinOnly() {
    UUID first = scene.leasedPin(p, pages(0, 1));
    UUID second = scene.pinned(p, pages(1, 2));
    scene.asked(truncate(0));
    scene.unpin(first);
    assertThat(scene.breakOf(p).isRunning()).isTrue();
    assertThat(scene.breakOf(p).ladder().pins()).isEqualTo(1);
    assertThat(scene.leaseOf(p).state()).isEqualTo(LeaseState.BREAKING);
    scene.unpin(second);
    assertThat(scene.breakOf(p).isRunning()).isFalse();
  }

  @Test
  void aPinCanBeTrimmedOutOfTheRange() {
    UUID pin = scene.leasedPin(p, pages(0, 4));
    UUID operation = scene.asked(punch(pages(0, 2)));
    scene.trim(pin, pages(1, 4));
    assertThat(scene.stateOf(operation)).isEqualTo(OperationState.BREAKING);
    assertThat(scene.breakOf(p).ladder().pins()).isEqualTo(1);
    scene.trim(pin, pages(2, 4));
    assertThat(scene.stateOf(operation)).isEqualTo(OperationState.GRANTED);
    assertThat(scene.breakOf(p).ladder().outcome()).isEqualTo(BreakOutcome.UNPINNED);
    assertThat(scene.leaseOf(p).state()).isEqualTo(LeaseState.HELD);
    assertThat(scene.leaseOf(p).pins()).isEqualTo(1);
  }

  @Test
  void aReleasedLeaseInABreakGoesWithItsLastPin() {
    UUID pin = scene.leasedPin(p, pages(0, 1));
    scene.asked(punch(pages(0, 1)));
    assertThat(accepted(scene.release(scene.leaseOf(p).id())).state())
        .isEqualTo(LeaseState.BREAKING);
    scene.unpin(pin);
    assertThat(scene.leaseOf(p).state()).isEqualTo(LeaseState.RELEASED);
    assertThat(scene.changes(LeaseReturned.class)).isEmpty();
  }

  @Test
  void pageCacheFilesHaveNoBreaks() {
    Scene cached = Scene.pageCache();
    UUID holder = cached.process();
    cached.leasedPin(holder, pages(0, 1));
    cached.asked(truncate(0));
    assertThat(cached.state.breaks()).isEmpty();
    assertThat(cached.signals()).isEmpty();
    assertThat(cached.leaseOf(holder).state()).isEqualTo(LeaseState.HELD);
  }

  @Test
  void aBreakThatHasEndedStaysAsItEnded() {
    UUID pin = scene.leasedPin(p, pages(0, 1));
    scene.leasedPin(q, pages(0, 1));
    UUID operation = scene.asked(punch(pages(0, 1)));
    scene.unpin(pin);
    scene.expedite(operation, BreakStage.SIGBUS);
    assertThat(scene.signals()).extracting(s -> s.to().processId()).containsExactly(q);
    scene.cancel(operation);
    assertThat(scene.changes(BreakEnded.class)).hasSize(1);
    scene.exit(p);
    assertThat(scene.changes(BreakEnded.class)).isEmpty();
    assertThat(scene.breakOf(p).ladder().outcome()).isEqualTo(BreakOutcome.UNPINNED);
  }
}
