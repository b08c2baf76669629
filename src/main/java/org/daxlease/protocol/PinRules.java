package org.daxlease.protocol;

import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.daxlease.protocol.Change.*;
import org.jspecify.annotations.Nullable;

/** Pins: {@code pin_user_pages(FOLL_LONGTERM)} and what becomes of them (rules 1, 4 and 18). */
public final class PinRules {

  private PinRules() {}

  /** A pin to be made. Offset and length are in the file, unchecked. */
  public record NewPin(Pin.Place place, long offset, long length, Pin.Use use) {}

  /** Makes a pin; it is rounded outward to whole pages. */
  public static Decision<Pin> pin(FileState before, NewPin asked, Instant now, Supplier<UUID> ids) {
    var draft = new Draft(before, now, ids);
    Refusal unreadable =
        Refusal.first(
            () -> draft.goneProcess(asked.place().processId()),
            () -> Ranges.check(asked.offset(), asked.length()));
    if (unreadable != null) {
      return draft.refuse(unreadable);
    }
    FileFacts file = draft.state.file();
    ByteRange range = ByteRange.of(asked.offset(), asked.length()).roundOut(file.pageSize());
    Refusal refusal =
        Refusal.first(
            () -> unreachable(draft, asked.place(), asked.use(), range), () -> draft.closed(range));
    if (refusal != null) {
      return draft.refuse(refusal);
    }
    Coverage coverage = cover(draft, asked.place().processId(), range, asked.use());
    if (coverage.refusal() != null) {
      return draft.refuse(coverage.refusal());
    }
    var pin =
        new Pin(
            draft.newId(),
            asked.place(),
            range,
            asked.use(),
            file.sequence().generation(),
            Pin.Standing.pinned(coverage.leaseId()));
    draft.record(new PinPinned(pin));
    return draft.accept(pin);
  }

  /**
   * Whether a live lease of the process covers what is to be pinned; false for what is no range.
   */
  public static boolean isLeased(FileState state, UUID processId, long offset, long length) {
    int pageSize = state.file().pageSize();
    return Ranges.check(offset, length) == null
        && state
            .liveLease(processId)
            .filter(l -> l.covers(ByteRange.of(offset, length).roundOut(pageSize), pageSize))
            .isPresent();
  }

  /** The lease that a LONGTERM pin there finds too narrow, and may widen (rule 4). */
  public static Optional<Lease> tooNarrow(FileState state, UUID processId, ByteRangeRequest range) {
    long offset = range.offset();
    long length = range.length();
    return Ranges.check(offset, length) == null && !isLeased(state, processId, offset, length)
        ? state.liveLease(processId)
        : Optional.empty();
  }

  /** Gives a pin up. */
  public static Decision<Pin> unpin(FileState before, UUID pinId, Instant now, Supplier<UUID> ids) {
    var draft = new Draft(before, now, ids);
    Pin pin = draft.pin(pinId);
    Refusal refusal = notLive(draft, pin);
    if (refusal != null) {
      return draft.refuse(refusal);
    }
    Pin unpinned = pin.with(pin.standing().become(PinState.UNPINNED));
    draft.record(new PinUnpinned(unpinned, pin, EndReason.REQUEST));
    settleAfter(draft, pin);
    return draft.accept(unpinned);
  }

  /** Keeps only a part of a pin, rounded outward; allowed during a break (rule 14). */
  public static Decision<Pin> trim(
      FileState before, UUID pinId, ByteRangeRequest part, Instant now, Supplier<UUID> ids) {
    var draft = new Draft(before, now, ids);
    Pin pin = draft.pin(pinId);
    Refusal refusal =
        Refusal.first(() -> notLive(draft, pin), () -> Ranges.check(part.offset(), part.length()));
    if (refusal != null) {
      return draft.refuse(refusal);
    }
    int pageSize = draft.state.file().pageSize();
    ByteRange kept = ByteRange.of(part.offset(), part.length()).roundOut(pageSize);
    if (!pin.range().contains(kept)) {
      return draft.refuse(
          new Refusal.InvalidField("offset", "must begin a part that lies within the pin"));
    }
    if (kept.equals(pin.range())) {
      return draft.accept(pin);
    }
    Pin trimmed = pin.trimmedTo(kept, leaseOfTrimmed(draft, pin, kept));
    draft.record(new PinTrimmed(trimmed, pin));
    BreakRules.narrow(draft, pin.breakId());
    settleAfter(draft, pin);
    return draft.accept(draft.pin(pinId));
  }

  /** Hands a pin over to another process (rule 18). */
  public static Decision<Pin> transfer(
      FileState before, UUID pinId, Pin.Place to, Instant now, Supplier<UUID> ids) {
    var draft = new Draft(before, now, ids);
    Pin pin = draft.pin(pinId);
    Mapping into = draft.state.mapping(to.mappingId());
    Refusal refusal =
        Refusal.first(
            () -> draft.goneProcess(pin.processId()),
            () -> draft.goneProcess(to.processId()),
            () -> into == null ? null : draft.goneProcess(into.processId()),
            () -> notLive(draft, pin),
            () -> unreachable(draft, to, pin.use(), pin.range()),
            () -> draft.closed(pin.range()));
    if (refusal != null) {
      return draft.refuse(refusal);
    }
    Coverage coverage = cover(draft, to.processId(), pin.range(), pin.use());
    if (coverage.refusal() != null) {
      return draft.refuse(coverage.refusal());
    }
    // An implicit lease may have counted the pin already.
    Pin counted = draft.pin(pinId);
    Pin moved = counted.movedTo(to, coverage.leaseId());
    draft.record(new PinTransferred(moved, counted));
    LeaseRules.releaseIfUnused(draft, pin.leaseId());
    return draft.accept(moved);
  }

  /** An offset and a length as they were asked for. */
  public record ByteRangeRequest(long offset, long length) {}

  private static @Nullable Refusal notLive(Draft draft, Pin pin) {
    Refusal gone = draft.goneProcess(pin.processId());
    if (gone != null) {
      return gone;
    }
    return pin.isLive()
        ? null
        : new Refusal.NothingToRelease("The pin is " + pin.standing().state() + " already.");
  }

  /** The answers of {@code mm/gup.c}: outside the mapping, beyond the last page, no write. */
  private static @Nullable Refusal unreachable(
      Draft draft, Pin.Place place, Pin.Use use, ByteRange range) {
    Mapping mapping = draft.state.mapping(place.mappingId());
    if (mapping == null || !mapping.isMapped()) {
      return new Refusal.BadAddress("The mapping is gone.");
    }
    if (!mapping.processId().equals(place.processId())) {
      return new Refusal.InvalidField("mappingId", "must be a mapping of the process");
    }
    if (!mapping.range().contains(range)) {
      return new Refusal.BadAddress("The pin must lie within its mapping.");
    }
    if (use.access() == Access.WRITE && mapping.protection() == Protection.READ) {
      return new Refusal.BadAddress("A WRITE pin needs a READ_WRITE mapping.");
    }
    if (range.end() > draft.state.file().lastPageEnd()) {
      return new Refusal.BadAddress("The pin must not reach beyond the file's last page.");
    }
    return range.end() > mapping.validEnd()
        ? new Refusal.BadAddress("The file was truncated under this mapping; map it anew.")
        : null;
  }

  /** Which lease counts a new pin, null for none; or why there may be no such pin. */
  private record Coverage(@Nullable UUID leaseId, @Nullable Refusal refusal) {}

  /** Rule 4: a LONGTERM pin on DAX wants a lease, and policy says what happens without one. */
  private static Coverage cover(Draft draft, UUID processId, ByteRange range, Pin.Use use) {
    FileFacts file = draft.state.file();
    if (use.term() == Term.SHORT) {
      return new Coverage(null, null);
    }
    Lease lease = draft.state.liveLease(processId).orElse(null);
    if (lease != null && lease.covers(range, file.pageSize())) {
      return new Coverage(lease.id(), null);
    }
    if (!file.isDax()) {
      return new Coverage(null, null);
    }
    return switch (file.policy().unleasedPin()) {
      case SIGBUS -> new Coverage(null, null);
      case REFUSE -> new Coverage(null, new Refusal.LeaseRequired(range));
      case IMPLICIT_LEASE -> implicitLease(draft, processId, lease, range);
    };
  }

  private static Coverage implicitLease(
      Draft draft, UUID processId, @Nullable Lease present, ByteRange range) {
    ByteRange wanted = present == null ? ByteRange.WHOLE_FILE : present.range().hull(range);
    Refusal closed = draft.closed(LeaseRules.pages(draft, wanted));
    if (closed != null) {
      return new Coverage(null, closed);
    }
    if (present != null) {
      LeaseRules.widen(draft, present, wanted);
      return new Coverage(present.id(), null);
    }
    return new Coverage(
        LeaseRules.begin(draft, processId, wanted, true, LeaseOrigin.IMPLICIT).id(), null);
  }

  private static @Nullable UUID leaseOfTrimmed(Draft draft, Pin pin, ByteRange kept) {
    Lease counting = draft.state.lease(pin.leaseId());
    boolean counted = counting != null && counting.isLive();
    return counted || !pin.isLongterm()
        ? pin.leaseId()
        : draft
            .state
            .liveLease(pin.processId())
            .filter(l -> l.covers(kept, draft.state.file().pageSize()))
            .map(Lease::id)
            .orElse(pin.leaseId());
  }

  private static void settleAfter(Draft draft, Pin before) {
    BreakRules.endIfDone(draft, before.breakId(), BreakOutcome.UNPINNED);
    LeaseRules.releaseIfUnused(draft, before.leaseId());
    OperationRules.settle(draft);
  }
}
