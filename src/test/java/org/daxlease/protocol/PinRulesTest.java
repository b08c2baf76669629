package org.daxlease.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.daxlease.protocol.Asked.punch;
import static org.daxlease.protocol.Asked.truncate;
import static org.daxlease.protocol.Scene.PAGE;
import static org.daxlease.protocol.Scene.SIZE;
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
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Rules 1 and 4: pins live in mappings, are whole pages, and want a lease on DAX. */
class PinRulesTest {

  private static final Pin.Use USE = new Pin.Use(Access.WRITE, Term.LONGTERM);

  private final Scene scene = Scene.dax();
  private final UUID p = scene.process();
  private final UUID q = scene.process();

  @Test
  void aPinIsRoundedOutwardToWholePages() {
    Pin pin = accepted(scene.pin(scene.mappingOf(p), 100, 10, USE));
    assertThat(pin.range()).isEqualTo(pages(0, 1));
    assertThat(accepted(scene.pin(scene.mappingOf(p), 4095, 2, USE)).range())
        .isEqualTo(pages(0, 2));
  }

  @Test
  void aPinRemembersTheGenerationOfTheFile() {
    UUID punched = scene.asked(punch(pages(0, 1)));
    scene.complete(punched);
    assertThat(accepted(scene.pin(p, pages(0, 1))).generation()).isEqualTo(2);
  }

  @ParameterizedTest
  @CsvSource({
    "-1, 1, EINVAL",
    "0, 0, EINVAL",
    "0, -4096, EINVAL",
    "9223372036854775807, 1, EOVERFLOW",
    "9223372036854775807, 4096, EOVERFLOW",
    "9223372036854775806, 1, EFAULT"
  })
  void whatIsNoRangeIsRefused(long offset, long length, Errno code) {
    assertThat(code(scene.pin(scene.mappingOf(p), offset, length, USE))).isEqualTo(code);
    assertThat(scene.changes()).isEmpty();
  }

  @Test
  void aPinMustLieWithinItsMapping() {
    Mapping mapping = accepted(scene.map(p, pages(1, 3), Protection.READ_WRITE));
    assertThat(code(scene.pin(mapping, 0, PAGE, USE))).isEqualTo(Errno.EFAULT);
    assertThat(code(scene.pin(mapping, 2 * PAGE, 2 * PAGE, USE))).isEqualTo(Errno.EFAULT);
    assertThat(code(scene.pin(mapping, PAGE - 1, 2, USE))).isEqualTo(Errno.EFAULT);
    accepted(scene.pin(mapping, PAGE, 2 * PAGE, USE));
  }

  @Test
  void aPinMustNotReachBeyondTheLastPage() {
    accepted(scene.pin(p, pages(15, 16)));
    assertThat(code(scene.pin(p, pages(15, 17)))).isEqualTo(Errno.EFAULT);
    assertThat(code(scene.pin(p, pages(16, 17)))).isEqualTo(Errno.EFAULT);
  }

  @Test
  void aPinMayReachToTheEndOfThePageThatHoldsTheLastByte() {
    UUID truncated = scene.asked(truncate(3 * PAGE + 1));
    scene.complete(truncated);
    accepted(scene.pin(p, pages(0, 4)));
    assertThat(code(scene.pin(p, pages(0, 5)))).isEqualTo(Errno.EFAULT);
  }

  @Test
  void aWritePinNeedsAWritableMapping() {
    Mapping mapping = accepted(scene.map(p, pages(0, 4), Protection.READ));
    assertThat(code(scene.pin(mapping, 0, PAGE, USE))).isEqualTo(Errno.EFAULT);
    accepted(scene.pin(mapping, 0, PAGE, new Pin.Use(Access.READ, Term.LONGTERM)));
  }

  @Test
  void aMappingThatIsGoneHasNoPages() {
    Mapping mapping = scene.mappingOf(p);
    scene.unmap(mapping.id());
    assertThat(code(scene.pin(mapping, 0, PAGE, USE))).isEqualTo(Errno.EFAULT);
  }

  @Test
  void whatWasTruncatedStaysCutForTheOldMapping() {
    scene.complete(scene.asked(truncate(2 * PAGE)));
    scene.complete(scene.asked(Asked.extend(SIZE)));
    assertThat(code(scene.pin(p, pages(2, 3)))).isEqualTo(Errno.EFAULT);
    accepted(scene.pin(p, pages(1, 2)));
    Mapping anew = accepted(scene.map(p, pages(0, 4), Protection.READ_WRITE));
    accepted(scene.pin(anew, 2 * PAGE, PAGE, USE));
  }

  @Test
  void aPunchedRangeCanBePinnedAgainThroughTheOldMapping() {
    scene.complete(scene.asked(punch(pages(0, 2))));
    accepted(scene.pin(p, pages(0, 2)));
  }

  @Test
  void anotherProcessesMappingIsOfNoUse() {
    var place = new Pin.Place(p, scene.mappingOf(q).id());
    var asked = new PinRules.NewPin(place, 0, PAGE, USE);
    var decision = PinRules.pin(scene.state, asked, scene.now, UUID::randomUUID);
    assertThat(code(decision)).isEqualTo(Errno.EINVAL);
  }

  @Test
  void nothingNewOverAClosedRange() {
    scene.asked(punch(pages(0, 2)));
    assertThat(code(scene.pin(p, pages(1, 3)))).isEqualTo(Errno.EAGAIN);
    assertThat(refused(scene.pin(p, pages(1, 3), Term.SHORT)).retryAfter()).isPresent();
    accepted(scene.pin(p, pages(2, 3)));
  }

  @Test
  void refusalsComeInTheOrderOfTheRules() {
    Scene strict = Scene.dax(UnleasedPin.REFUSE);
    UUID holder = strict.process();
    strict.asked(punch(pages(0, 2)));
    assertThat(code(strict.pin(holder, pages(15, 17)))).isEqualTo(Errno.EFAULT);
    assertThat(code(strict.pin(holder, pages(0, 1)))).isEqualTo(Errno.EAGAIN);
    assertThat(code(strict.pin(holder, pages(3, 4)))).isEqualTo(Errno.EPERM);
    Mapping mapping = strict.mappingOf(holder);
    strict.exit(holder);
    assertThat(code(strict.pin(mapping, -1, 0, USE))).isEqualTo(Errno.ESRCH);
  }

  @Test
  void anUnleasedPinIsAcceptedUnderSigbus() {
    Pin pin = accepted(scene.pin(p, pages(0, 1)));
    assertThat(pin.leaseId()).isNull();
    assertThat(scene.state.leases()).isEmpty();
  }

  @Test
  void refuseWantsALeaseOfTheProcessItself() {
    Scene strict = Scene.dax(UnleasedPin.REFUSE);
    UUID one = strict.process();
    UUID other = strict.process();
    strict.lease(other);
    assertThat(code(strict.pin(one, pages(0, 1)))).isEqualTo(Errno.EPERM);
    strict.lease(one, pages(0, 1));
    assertThat(code(strict.pin(one, pages(0, 2)))).isEqualTo(Errno.EPERM);
    Pin pin = accepted(strict.pin(one, pages(0, 1)));
    assertThat(pin.leaseId()).isEqualTo(strict.leaseOf(one).id());
    assertThat(strict.leaseOf(one).pins()).isEqualTo(1);
  }

  @Test
  void aLeaseCoversTheWholePagesThatItTouches() {
    Scene strict = Scene.dax(UnleasedPin.REFUSE);
    UUID holder = strict.process();
    strict.lease(holder, new ByteRange(10, 20));
    accepted(strict.pin(strict.mappingOf(holder), 10, 10, USE));
  }

  @ParameterizedTest
  @EnumSource(UnleasedPin.class)
  void shortPinsNeedNoLease(UnleasedPin unleased) {
    Scene any = Scene.dax(unleased);
    UUID holder = any.process();
    assertThat(accepted(any.pin(holder, pages(0, 1), Term.SHORT)).leaseId()).isNull();
    assertThat(any.state.leases()).isEmpty();
  }

  @Test
  void shortPinsAreNotCountedByALease() {
    scene.lease(p);
    assertThat(accepted(scene.pin(p, pages(0, 1), Term.SHORT)).leaseId()).isNull();
    assertThat(scene.leaseOf(p).pins()).isZero();
  }

  @Test
  void unpinningReopensNothingButEndsThePin() {
    UUID pin = scene.pinned(p, pages(0, 1));
    assertThat(accepted(scene.unpin(pin)).standing().state()).isEqualTo(PinState.UNPINNED);
    assertThat(code(scene.unpin(pin))).isEqualTo(Errno.EAGAIN);
    assertThat(scene.changes()).isEmpty();
  }

  @Test
  void munmapDoesNotDropPins() {
    UUID pin = scene.pinned(p, pages(0, 1));
    scene.unmap(scene.mappingOf(p).id());
    assertThat(scene.pin(pin).isLive()).isTrue();
    assertThat(scene.stateOf(scene.asked(punch(pages(0, 1))))).isEqualTo(OperationState.BREAKING);
  }

  @Test
  void trimmingKeepsAPartOfTheSamePin() {
    UUID pin = scene.leasedPin(p, pages(0, 4));
    Pin trimmed = accepted(scene.trim(pin, new ByteRange(PAGE + 5, PAGE + 6)));
    assertThat(trimmed.id()).isEqualTo(pin);
    assertThat(trimmed.range()).isEqualTo(pages(1, 2));
    assertThat(scene.leaseOf(p).pins()).isEqualTo(1);
    assertThat(scene.stateOf(scene.asked(punch(pages(2, 4))))).isEqualTo(OperationState.GRANTED);
  }

  @ParameterizedTest
  @CsvSource({
    "0, 12288, EINVAL",
    "12288, 8192, EINVAL",
    "4096, 0, EINVAL",
    "-1, 4096, EINVAL",
    "4096, 9223372036854775807, EOVERFLOW"
  })
  void trimmingCannotReachOutward(long offset, long length, Errno code) {
    UUID pin = scene.pinned(p, pages(1, 4));
    var part = new PinRules.ByteRangeRequest(offset, length);
    assertThat(code(PinRules.trim(scene.state, pin, part, scene.now, UUID::randomUUID)))
        .isEqualTo(code);
  }

  @Test
  void trimmingToAllOfItChangesNothing() {
    UUID pin = scene.pinned(p, pages(1, 4));
    accepted(scene.trim(pin, pages(1, 4)));
    assertThat(scene.changes()).isEmpty();
  }

  @Test
  void whatIsUnpinnedCannotBeTrimmed() {
    UUID pin = scene.pinned(p, pages(1, 4));
    scene.unpin(pin);
    assertThat(code(scene.trim(pin, pages(1, 2)))).isEqualTo(Errno.EAGAIN);
  }

  @Test
  void aPinTrimmedIntoALeaseIsCountedByIt() {
    scene.lease(p, pages(0, 1));
    UUID pin = scene.pinned(p, pages(0, 2));
    assertThat(scene.leaseOf(p).pins()).isZero();
    scene.trim(pin, pages(0, 1));
    assertThat(scene.leaseOf(p).pins()).isEqualTo(1);
    scene.unpin(pin);
    assertThat(scene.leaseOf(p).pins()).isZero();
  }

  @Test
  void aShortPinTrimmedIntoALeaseIsNot() {
    scene.lease(p, pages(0, 1));
    UUID pin = accepted(scene.pin(p, pages(0, 2), Term.SHORT)).id();
    scene.trim(pin, pages(0, 1));
    assertThat(scene.leaseOf(p).pins()).isZero();
  }

  @Test
  void aGoneProcessIsToldSoBeforeAnythingElse() {
    UUID pin = scene.pinned(p, pages(0, 2));
    scene.exit(p);
    assertThat(code(scene.unpin(pin))).isEqualTo(Errno.ESRCH);
    assertThat(code(scene.trim(pin, pages(4, 5)))).isEqualTo(Errno.ESRCH);
    assertThat(code(scene.transfer(pin, q))).isEqualTo(Errno.ESRCH);
  }

  @Test
  void theLastShortPinLetsTheOperationGo() {
    UUID pin = accepted(scene.pin(p, pages(0, 2), Term.SHORT)).id();
    UUID waiting = scene.asked(punch(pages(0, 1)));
    scene.pass(Duration.ofSeconds(1));
    scene.trim(pin, pages(1, 2));
    assertThat(scene.stateOf(waiting)).isEqualTo(OperationState.GRANTED);
    assertThat(scene.changes())
        .extracting(c -> c.getClass().getSimpleName())
        .isEqualTo(List.of("PinTrimmed", "OperationGranted"));
  }

  @ParameterizedTest
  @EnumSource(UnleasedPin.class)
  void pageCachePinsNeedNoLeaseUnderAnyPolicy(UnleasedPin unleased) {
    Scene cached = Scene.pageCache(unleased);
    UUID holder = cached.process();
    assertThat(accepted(cached.pin(holder, pages(0, 1))).leaseId()).isNull();
    assertThat(cached.state.leases()).isEmpty();
    cached.lease(holder, pages(4, 5));
    assertThat(accepted(cached.pin(holder, pages(4, 5))).leaseId()).isNotNull();
  }

  @Test
  void aPinTrimmedBesideALeaseIsNotCountedByIt() {
    scene.lease(p, pages(0, 1));
    UUID pin = scene.pinned(p, pages(0, 3));
    scene.trim(pin, pages(1, 2));
    assertThat(scene.leaseOf(p).pins()).isZero();
    assertThat(scene.pin(pin).leaseId()).isNull();
  }

  @Test
  void aPinOfABrokenLeaseIsCountedByTheNextOneThatItIsTrimmedInto() {
    UUID pin = scene.leasedPin(p, pages(0, 2));
    UUID operation = scene.asked(punch(pages(0, 1)));
    scene.pass(T);
    scene.fireBreakOf(p);
    scene.cancel(operation);
    Lease next = accepted(scene.lease(p, pages(1, 2)));
    assertThat(next.pins()).isZero();
    assertThat(accepted(scene.trim(pin, pages(1, 2))).leaseId()).isEqualTo(next.id());
    assertThat(scene.leaseOf(p).pins()).isEqualTo(1);
  }
}
