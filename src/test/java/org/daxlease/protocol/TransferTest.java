package org.daxlease.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.daxlease.protocol.Asked.punch;
import static org.daxlease.protocol.Scene.T;
import static org.daxlease.protocol.Scene.accepted;
import static org.daxlease.protocol.Scene.code;
import static org.daxlease.protocol.Scene.pages;

import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Rule 18: a pin can be handed over, and signals go to whoever holds it now. */
class TransferTest {

  private final Scene scene = Scene.dax(UnleasedPin.REFUSE);
  private final UUID p = scene.process();
  private final UUID q = scene.process();

  @Test
  void theReceiverNeedsItsOwnLease() {
    UUID pin = scene.leasedPin(p, pages(0, 1));
    assertThat(code(scene.transfer(pin, q))).isEqualTo(Errno.EPERM);
    assertThat(scene.pin(pin).processId()).isEqualTo(p);
    scene.lease(q, pages(0, 1));
    assertThat(accepted(scene.transfer(pin, q)).processId()).isEqualTo(q);
    assertThat(scene.pin(pin).leaseId()).isEqualTo(scene.leaseOf(q).id());
    assertThat(scene.leaseOf(q).pins()).isEqualTo(1);
    assertThat(scene.leaseOf(p).pins()).isZero();
    assertThat(scene.leaseOf(p).state()).isEqualTo(LeaseState.HELD);
  }

  @Test
  void theReceiverGetsTheSignalOfALaterBreak() {
    UUID pin = scene.leasedPin(p, pages(0, 1));
    scene.lease(q);
    scene.transfer(pin, q);
    scene.release(scene.leaseOf(p).id());
    scene.asked(punch(pages(0, 1)));
    assertThat(scene.signals())
        .singleElement()
        .satisfies(s -> {
          assertThat(s.kind()).isEqualTo(SignalKind.SIGIO);
          assertThat(s.to().processId()).isEqualTo(q);
        });
  }

  @Test
  void theReceiversMappingMustCoverThePin() {
    UUID pin = scene.leasedPin(p, pages(2, 4));
    scene.lease(q);
    Mapping narrow = accepted(scene.map(q, pages(2, 3), Protection.READ_WRITE));
    assertThat(code(scene.transfer(pin, narrow))).isEqualTo(Errno.EFAULT);
    Mapping readable = accepted(scene.map(q, pages(2, 4), Protection.READ));
    assertThat(code(scene.transfer(pin, readable))).isEqualTo(Errno.EFAULT);
  }

  @Test
  void nothingMovesOverAClosedRange() {
    UUID pin = scene.leasedPin(p, pages(0, 1));
    scene.lease(q);
    scene.asked(punch(pages(0, 1)));
    assertThat(code(scene.transfer(pin, q))).isEqualTo(Errno.EAGAIN);
    assertThat(scene.changes()).isEmpty();
  }

  @Test
  void aPinThatIsGoneCannotMove() {
    UUID pin = scene.leasedPin(p, pages(0, 1));
    scene.unpin(pin);
    assertThat(code(scene.transfer(pin, q))).isEqualTo(Errno.EAGAIN);
  }

  @Test
  void aReceiverThatIsGoneGetsNothing() {
    UUID pin = scene.leasedPin(p, pages(0, 1));
    scene.exit(q);
    assertThat(code(scene.transfer(pin, q))).isEqualTo(Errno.ESRCH);
    scene.unpin(pin);
    assertThat(code(scene.transfer(pin, q))).isEqualTo(Errno.ESRCH);
  }

  @Test
  void aReleasedLeaseGoesWithTheLastPinThatLeavesIt() {
    UUID pin = scene.leasedPin(p, pages(0, 1));
    scene.release(scene.leaseOf(p).id());
    scene.lease(q);
    scene.transfer(pin, q);
    assertThat(scene.leaseOf(p).state()).isEqualTo(LeaseState.RELEASED);
  }

  @Test
  void anImplicitLeaseIsTakenForTheReceiverAndEndsForTheGiver() {
    Scene implicit = Scene.dax(UnleasedPin.IMPLICIT_LEASE);
    UUID giver = implicit.process();
    UUID receiver = implicit.process();
    UUID pin = implicit.pinned(giver, pages(0, 1));
    implicit.transfer(pin, receiver);
    assertThat(implicit.leaseOf(giver).state()).isEqualTo(LeaseState.RELEASED);
    assertThat(implicit.leaseOf(receiver).pins()).isEqualTo(1);
    implicit.unpin(pin);
    assertThat(implicit.leaseOf(receiver).state()).isEqualTo(LeaseState.RELEASED);
  }

  @Test
  void aPinUnderABrokenLeaseThatMovesToItselfIsCountedOnce() {
    Scene implicit = Scene.dax(UnleasedPin.IMPLICIT_LEASE);
    UUID holder = implicit.process();
    UUID pin = implicit.pinned(holder, pages(0, 1));
    UUID broken = implicit.leaseOf(holder).id();
    UUID operation = implicit.asked(punch(pages(0, 1)));
    implicit.pass(T);
    implicit.fireBreakOf(holder);
    implicit.cancel(operation);
    implicit.transfer(pin, holder);
    assertThat(implicit.leaseOf(holder).pins()).isEqualTo(1);
    assertThat(implicit.state.lease(broken).pins()).isZero();
  }

  @Test
  void throughAMappingOfAProcessThatIsGoneNothingMoves() {
    UUID pin = scene.leasedPin(p, pages(0, 1));
    scene.lease(q);
    UUID gone = scene.process();
    UUID mapping = scene.mappingOf(gone).id();
    scene.exit(gone);
    var to = new Pin.Place(q, mapping);
    assertThat(code(PinRules.transfer(scene.state, pin, to, scene.now, UUID::randomUUID)))
        .isEqualTo(Errno.ESRCH);
  }
}
