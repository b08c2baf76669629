package org.daxlease.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.daxlease.protocol.Asked.punch;
import static org.daxlease.protocol.Scene.PAGE;
import static org.daxlease.protocol.Scene.T;
import static org.daxlease.protocol.Scene.accepted;
import static org.daxlease.protocol.Scene.code;
import static org.daxlease.protocol.Scene.pages;

import java.util.UUID;
import org.daxlease.protocol.Change.*;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Rules 2 to 4: one live lease per process and file, counted references, implicit leases. */
class LeaseRulesTest {

  private final Scene scene = Scene.dax();
  private final UUID p = scene.process();
  private final UUID q = scene.process();

  @Test
  void aNewLeaseIsBreakableExplicitAndOverTheWholeFile() {
    Lease lease = accepted(scene.lease(p));
    assertThat(lease.range()).isEqualTo(ByteRange.WHOLE_FILE);
    assertThat(lease.breakable()).isTrue();
    assertThat(lease.standing())
        .isEqualTo(new Lease.Standing(LeaseState.HELD, LeaseOrigin.EXPLICIT, false, 0, 1));
    assertThat(lease.references()).isEqualTo(1);
  }

  @Test
  void askingAgainConfirmsTheSameLease() {
    UUID first = accepted(scene.lease(p)).id();
    assertThat(accepted(scene.lease(p)).id()).isEqualTo(first);
    assertThat(scene.changes()).isEmpty();
    assertThat(scene.state.leases()).hasSize(1);
  }

  @Test
  void leasesOfDifferentProcessesNeverConflict() {
    accepted(scene.lease(p));
    accepted(scene.exclusiveLease(q));
    accepted(scene.exclusiveLease(p));
    assertThat(scene.signals()).isEmpty();
  }

  @Test
  void omittedFieldsKeepTheirValue() {
    scene.lease(p, false, 2L * PAGE, 3L * PAGE);
    Lease kept = accepted(scene.lease(p));
    assertThat(kept.range()).isEqualTo(pages(2, 5));
    assertThat(kept.breakable()).isFalse();
    Lease moved = accepted(scene.lease(p, null, (long) PAGE, null));
    assertThat(moved.range()).isEqualTo(pages(1, 4));
    assertThat(moved.breakable()).isFalse();
    assertThat(accepted(scene.lease(p, null, null, (long) PAGE)).range()).isEqualTo(pages(1, 2));
  }

  @Test
  void anOffsetAloneReachesToTheEndOfTheWholeFile() {
    assertThat(accepted(scene.lease(p, null, 4096L, null)).range()).isEqualTo(ByteRange.from(4096));
    assertThat(accepted(scene.lease(p, null, 0L, null)).range()).isEqualTo(ByteRange.WHOLE_FILE);
  }

  @ParameterizedTest
  @CsvSource({
    "-1, 1, EINVAL",
    "0, 0, EINVAL",
    "0, -1, EINVAL",
    "9223372036854775807, 1, EOVERFLOW",
    "1, 9223372036854775807, EOVERFLOW"
  })
  void whatIsNoRangeIsRefused(long offset, long length, Errno code) {
    assertThat(code(scene.lease(p, null, offset, length))).isEqualTo(code);
    assertThat(scene.changes()).isEmpty();
  }

  @Test
  void anotherRangeReplacesTheOldAndCountsAnew() {
    scene.lease(p, pages(0, 1));
    scene.pinned(p, pages(0, 1));
    scene.pinned(p, pages(2, 3));
    assertThat(scene.leaseOf(p).pins()).isEqualTo(1);
    scene.lease(p, pages(0, 4));
    assertThat(scene.leaseOf(p).range()).isEqualTo(pages(0, 4));
    assertThat(scene.leaseOf(p).pins()).isEqualTo(2);
  }

  @Test
  void aNewRangeMustCoverThePinsThatTheOldOneDid() {
    UUID pin = scene.leasedPin(p, pages(2, 3));
    assertThat(code(scene.lease(p, pages(0, 2)))).isEqualTo(Errno.EBUSY);
    assertThat(scene.leaseOf(p).range()).isEqualTo(ByteRange.WHOLE_FILE);
    scene.unpin(pin);
    accepted(scene.lease(p, pages(0, 2)));
  }

  @Test
  void pinsThatTheOldRangeDidNotCoverDoNotMatter() {
    scene.lease(p, pages(0, 2));
    scene.pinned(p, pages(5, 6));
    accepted(scene.lease(p, pages(0, 1)));
  }

  @Test
  void theEpochGrowsWithEachChangeOfStateRangeOrBreakable() {
    assertThat(accepted(scene.lease(p)).standing().epoch()).isEqualTo(1);
    assertThat(accepted(scene.lease(p, pages(0, 4))).standing().epoch()).isEqualTo(2);
    assertThat(accepted(scene.exclusiveLease(p)).standing().epoch()).isEqualTo(3);
    assertThat(accepted(scene.lease(p, true, null, null)).standing().epoch()).isEqualTo(4);
    UUID pin = scene.pinned(p, pages(0, 1));
    assertThat(scene.leaseOf(p).standing().epoch()).isEqualTo(4);
    scene.asked(punch(pages(0, 1)));
    assertThat(scene.leaseOf(p).standing().epoch()).isEqualTo(5);
    assertThat(scene.signals().getFirst().to().epoch()).isEqualTo(5);
    scene.unpin(pin);
    assertThat(scene.leaseOf(p).standing().epoch()).isEqualTo(6);
    scene.release(scene.leaseOf(p).id());
    assertThat(scene.leaseOf(p).standing().epoch()).isEqualTo(7);
  }

  @Test
  void overAClosedRangeConfirmingIsFineAndAChangeIsNot() {
    scene.leasedPin(p, pages(0, 1));
    scene.asked(punch(pages(0, 1)));
    accepted(scene.lease(p));
    accepted(scene.lease(p, true, 0L, ByteRange.MAX));
    assertThat(code(scene.lease(p, pages(0, 8)))).isEqualTo(Errno.EAGAIN);
    assertThat(code(scene.exclusiveLease(p))).isEqualTo(Errno.EAGAIN);
    assertThat(code(scene.lease(q))).isEqualTo(Errno.EAGAIN);
    accepted(scene.lease(q, pages(1, 2)));
  }

  @Test
  void aChangeLooksAtTheOldRangeAndAtTheNew() {
    scene.lease(p, pages(0, 2));
    scene.lease(q, pages(4, 6));
    scene.asked(punch(pages(1, 2)));
    assertThat(code(scene.lease(p, pages(8, 9)))).isEqualTo(Errno.EAGAIN);
    assertThat(code(scene.lease(q, pages(0, 6)))).isEqualTo(Errno.EAGAIN);
    accepted(scene.lease(q, pages(4, 5)));
  }

  /** It would cover all of that page. */
  @Test
  void noLeaseIsTakenOnPartOfAPageThatIsClosedInPart() {
    long half = pages(0, 1).length() / 2;
    scene.leasedPin(p, pages(0, 1));
    scene.lease(q, pages(4, 5));
    scene.asked(punch(ByteRange.of(half, half)));
    assertThat(code(scene.lease(q, ByteRange.of(0, half)))).isEqualTo(Errno.EAGAIN);
    assertThat(code(scene.lease(scene.process(), ByteRange.of(0, half)))).isEqualTo(Errno.EAGAIN);
  }

  @Test
  void closedIsSaidBeforeBusy() {
    scene.leasedPin(p, pages(2, 3));
    scene.asked(punch(pages(5, 6)));
    assertThat(code(scene.lease(p, pages(0, 1)))).isEqualTo(Errno.EAGAIN);
  }

  @Test
  void aReleasedLeaseStaysHeldUntilItsLastPinIsGone() {
    UUID first = scene.leasedPin(p, pages(0, 1));
    UUID second = scene.pinned(p, pages(1, 2));
    UUID lease = scene.leaseOf(p).id();
    Lease released = accepted(scene.release(lease));
    assertThat(released.state()).isEqualTo(LeaseState.HELD);
    assertThat(released.standing().released()).isTrue();
    assertThat(released.references()).isEqualTo(2);
    scene.unpin(first);
    assertThat(scene.leaseOf(p).references()).isEqualTo(1);
    assertThat(scene.leaseOf(p).isLive()).isTrue();
    scene.unpin(second);
    assertThat(scene.leaseOf(p).state()).isEqualTo(LeaseState.RELEASED);
    assertThat(code(scene.release(lease))).isEqualTo(Errno.EAGAIN);
  }

  @Test
  void aLeaseWithoutPinsIsReleasedAtOnce() {
    UUID lease = accepted(scene.lease(p)).id();
    assertThat(accepted(scene.release(lease)).state()).isEqualTo(LeaseState.RELEASED);
  }

  @Test
  void releasingTwiceIsEagainAlsoWhilePinsHoldIt() {
    scene.leasedPin(p, pages(0, 1));
    UUID lease = scene.leaseOf(p).id();
    scene.release(lease);
    assertThat(code(scene.release(lease))).isEqualTo(Errno.EAGAIN);
    assertThat(scene.changes()).isEmpty();
  }

  @Test
  void askingAgainTakesTheReleaseBack() {
    UUID pin = scene.leasedPin(p, pages(0, 1));
    UUID lease = scene.leaseOf(p).id();
    scene.release(lease);
    assertThat(accepted(scene.lease(p)).id()).isEqualTo(lease);
    assertThat(scene.leaseOf(p).standing().released()).isFalse();
    scene.unpin(pin);
    assertThat(scene.leaseOf(p).state()).isEqualTo(LeaseState.HELD);
  }

  @Test
  void afterAFinalStateAskingMakesANewLeaseThatCountsThePinsItCovers() {
    scene.leasedPin(p, pages(0, 1));
    scene.pinned(p, pages(4, 5));
    UUID broken = scene.leaseOf(p).id();
    UUID operation = scene.asked(punch(pages(0, 1)));
    scene.pass(T);
    scene.fireBreakOf(p);
    scene.cancel(operation);
    assertThat(scene.leaseOf(p).state()).isEqualTo(LeaseState.BROKEN);
    Lease anew = accepted(scene.lease(p, pages(0, 2)));
    assertThat(anew.id()).isNotEqualTo(broken);
    assertThat(anew.pins()).isEqualTo(1);
    assertThat(anew.standing().epoch()).isEqualTo(1);
    assertThat(scene.state.lease(broken).pins()).isEqualTo(1);
  }

  @Test
  void aBrokenLeaseIsNotHeldAnyMore() {
    scene.leasedPin(p, pages(0, 1));
    scene.asked(punch(pages(0, 1)));
    scene.pass(T);
    scene.fireBreakOf(p);
    assertThat(code(scene.release(scene.leaseOf(p).id()))).isEqualTo(Errno.EAGAIN);
  }

  @Test
  void aLeaseCountsOnlyThePinsOfItsOwnProcess() {
    scene.pinned(p, pages(0, 1));
    scene.pinned(q, pages(0, 1));
    assertThat(accepted(scene.lease(p)).pins()).isEqualTo(1);
  }

  @Test
  void aGoneProcessCanNeitherTakeNorRelease() {
    UUID lease = accepted(scene.lease(p)).id();
    scene.fence(p);
    assertThat(code(scene.lease(p, null, -5L, -5L))).isEqualTo(Errno.ESRCH);
    assertThat(code(scene.release(lease))).isEqualTo(Errno.ESRCH);
  }

  @Test
  void anImplicitLeaseComesWithAPinAndGoesWithItsLast() {
    Scene implicit = Scene.dax(UnleasedPin.IMPLICIT_LEASE);
    UUID holder = implicit.process();
    UUID first = implicit.pinned(holder, pages(0, 1));
    Lease lease = implicit.leaseOf(holder);
    assertThat(lease.range()).isEqualTo(ByteRange.WHOLE_FILE);
    assertThat(lease.standing().origin()).isEqualTo(LeaseOrigin.IMPLICIT);
    assertThat(lease.references()).isEqualTo(1);
    assertThat(implicit.changes(LeaseTaken.class)).hasSize(1);
    UUID second = implicit.pinned(holder, pages(4, 5));
    assertThat(implicit.leaseOf(holder).pins()).isEqualTo(2);
    implicit.unpin(first);
    assertThat(implicit.leaseOf(holder).state()).isEqualTo(LeaseState.HELD);
    implicit.unpin(second);
    assertThat(implicit.leaseOf(holder).state()).isEqualTo(LeaseState.RELEASED);
  }

  @Test
  void anImplicitLeaseCannotBeReleased() {
    Scene implicit = Scene.dax(UnleasedPin.IMPLICIT_LEASE);
    UUID holder = implicit.process();
    implicit.pinned(holder, pages(0, 1));
    assertThat(code(implicit.release(implicit.leaseOf(holder).id()))).isEqualTo(Errno.EAGAIN);
  }

  @Test
  void anExplicitRequestTurnsTheOriginToExplicit() {
    Scene implicit = Scene.dax(UnleasedPin.IMPLICIT_LEASE);
    UUID holder = implicit.process();
    UUID pin = implicit.pinned(holder, pages(0, 1));
    UUID lease = implicit.leaseOf(holder).id();
    assertThat(accepted(implicit.lease(holder)).id()).isEqualTo(lease);
    assertThat(implicit.leaseOf(holder).standing().origin()).isEqualTo(LeaseOrigin.EXPLICIT);
    implicit.unpin(pin);
    assertThat(implicit.leaseOf(holder).state()).isEqualTo(LeaseState.HELD);
  }

  @Test
  void aLeaseThatIsThereIsWidenedAndKeepsItsOrigin() {
    Scene implicit = Scene.dax(UnleasedPin.IMPLICIT_LEASE);
    UUID holder = implicit.process();
    implicit.lease(holder, pages(0, 1));
    implicit.pinned(holder, pages(4, 5));
    Lease widened = implicit.leaseOf(holder);
    assertThat(widened.range()).isEqualTo(pages(0, 5));
    assertThat(widened.standing().origin()).isEqualTo(LeaseOrigin.EXPLICIT);
    assertThat(widened.standing().epoch()).isEqualTo(2);
    assertThat(widened.pins()).isEqualTo(1);
  }

  @Test
  void noImplicitLeaseIsTakenOverAClosedRange() {
    Scene implicit = Scene.dax(UnleasedPin.IMPLICIT_LEASE);
    UUID holder = implicit.process();
    UUID other = implicit.process();
    implicit.lease(other, pages(6, 7));
    implicit.asked(punch(pages(9, 10)));
    assertThat(code(implicit.pin(holder, pages(0, 1)))).isEqualTo(Errno.EAGAIN);
    assertThat(implicit.changes()).isEmpty();
    accepted(implicit.pin(other, pages(5, 6)));
    assertThat(code(implicit.pin(other, pages(12, 13)))).isEqualTo(Errno.EAGAIN);
  }

  /** As no lease is that is asked for: it would cover what an operation may be changing. */
  @Test
  void noLeaseIsWidenedWhosePagesReachIntoAClosedRange() {
    Scene implicit = Scene.dax(UnleasedPin.IMPLICIT_LEASE);
    UUID holder = implicit.process();
    long half = pages(0, 1).length() / 2;
    implicit.lease(holder, ByteRange.of(2 * half, half));
    implicit.asked(punch(ByteRange.of(3 * half, half)));
    assertThat(code(implicit.pin(holder, pages(0, 1)))).isEqualTo(Errno.EAGAIN);
  }

  @Test
  void aLeaseCountsNeitherShortPinsNorThoseThatAreGone() {
    scene.unpin(scene.pinned(p, pages(0, 1)));
    scene.pin(p, pages(1, 2), Term.SHORT);
    assertThat(accepted(scene.lease(p)).pins()).isZero();
  }
}
