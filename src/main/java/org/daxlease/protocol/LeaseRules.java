package org.daxlease.protocol;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;
import org.daxlease.protocol.Change.*;
import org.jspecify.annotations.Nullable;

/** Leases: {@code fcntl(F_SETLEASE, F_LONGTERM)} (rules 2 to 5). */
public final class LeaseRules {

  private LeaseRules() {}

  /** A lease asked for; what is null keeps its value, or its default where there is no lease. */
  public record NewLease(
      UUID processId, @Nullable Boolean breakable, @Nullable Long offset, @Nullable Long length) {}

  /**
   * Takes, confirms or changes the one lease of a process on the file.
   *
   * @return the lease, a new one where the process had none
   */
  public static Decision<Lease> take(
      FileState before, NewLease asked, Instant now, Supplier<UUID> ids) {
    var draft = new Draft(before, now, ids);
    Refusal gone = draft.goneProcess(asked.processId());
    if (gone != null) {
      return draft.refuse(gone);
    }
    Lease present = draft.state.liveLease(asked.processId()).orElse(null);
    ByteRange old = present == null ? ByteRange.WHOLE_FILE : present.range();
    long offset = asked.offset() != null ? asked.offset() : old.start();
    long length = asked.length() != null ? asked.length() : defaultLength(old, offset);
    Refusal refusal = Ranges.check(offset, length);
    if (refusal != null) {
      return draft.refuse(refusal);
    }
    ByteRange range = ByteRange.of(offset, length);
    return present == null ? takeNew(draft, asked, range) : change(draft, present, asked, range);
  }

  /** Whether a request leaves range and breakable of the process's live lease as they are. */
  public static boolean confirms(FileState state, NewLease asked) {
    return state
        .liveLease(asked.processId())
        .filter(l -> asked.breakable() == null || asked.breakable() == l.breakable())
        .filter(l -> asked.offset() == null || asked.offset() == l.range().start())
        .filter(l -> asked.length() == null || asked.length() == l.range().length())
        .isPresent();
  }

  /** Drops the holder's reference; the lease stays until its last pin is gone (rule 3). */
  public static Decision<Lease> release(
      FileState before, UUID leaseId, Instant now, Supplier<UUID> ids) {
    var draft = new Draft(before, now, ids);
    Lease lease = draft.lease(leaseId);
    Refusal gone = draft.goneProcess(lease.processId());
    if (gone != null) {
      return draft.refuse(gone);
    }
    if (!lease.isLive() || !lease.hasHolder()) {
      return draft.refuse(
          new Refusal.NothingToRelease("The lease is not held by its process any more."));
    }
    Lease.Standing standing = lease.standing().letGo();
    if (lease.pins() == 0) {
      standing = standing.become(LeaseState.RELEASED);
    }
    draft.record(new LeaseReleased(lease.with(standing), EndReason.REQUEST));
    return draft.accept(draft.lease(leaseId));
  }

  private static long defaultLength(ByteRange old, long offset) {
    return old.end() == ByteRange.MAX ? ByteRange.MAX - Math.max(offset, 0) : old.length();
  }

  private static Decision<Lease> takeNew(Draft draft, NewLease asked, ByteRange range) {
    Refusal closed = draft.closed(pages(draft, range));
    if (closed != null) {
      return draft.refuse(closed);
    }
    boolean breakable = asked.breakable() == null || asked.breakable();
    var lease = begin(draft, asked.processId(), range, breakable, LeaseOrigin.EXPLICIT);
    return draft.accept(lease);
  }

  private static Decision<Lease> change(
      Draft draft, Lease present, NewLease asked, ByteRange range) {
    boolean breakable = asked.breakable() == null ? present.breakable() : asked.breakable();
    boolean changed = breakable != present.breakable() || !range.equals(present.range());
    if (!changed) {
      if (!present.hasHolder()) {
        var claimed = present.with(present.standing().claimed(false));
        draft.record(new LeaseChanged(claimed, List.of()));
      }
      return draft.accept(draft.lease(present.id()));
    }
    Refusal refusal =
        Refusal.first(
            () -> draft.closed(pages(draft, present.range())),
            () -> draft.closed(pages(draft, range)),
            () -> uncovered(draft, present, range));
    if (refusal != null) {
      return draft.refuse(refusal);
    }
    record(draft, present, range, breakable, present.standing().claimed(true));
    return draft.accept(draft.lease(present.id()));
  }

  /** A lease covers whole pages, whatever range it names. */
  static ByteRange pages(Draft draft, ByteRange range) {
    return range.roundOut(draft.state.file().pageSize());
  }

  private static @Nullable Refusal uncovered(Draft draft, Lease lease, ByteRange range) {
    ByteRange pages = pages(draft, range);
    boolean all =
        draft.state.pins().stream()
            .filter(p -> p.isLive() && lease.id().equals(p.leaseId()))
            .allMatch(p -> pages.contains(p.range()));
    return all
        ? null
        : new Refusal.Busy("The new range must cover the pins that the old one does.");
  }

  static Lease begin(
      Draft draft, UUID processId, ByteRange range, boolean breakable, LeaseOrigin origin) {
    List<UUID> covered = uncounted(draft, processId, range);
    var standing = new Lease.Standing(LeaseState.HELD, origin, false, covered.size(), 1);
    var lease = new Lease(draft.newId(), processId, range, breakable, standing);
    draft.record(new LeaseTaken(lease, covered));
    return lease;
  }

  /** Widens a lease for a pin that needs one; it keeps its origin. */
  static void widen(Draft draft, Lease lease, ByteRange range) {
    record(draft, lease, range, lease.breakable(), lease.standing().changed());
  }

  private static void record(
      Draft draft, Lease lease, ByteRange range, boolean breakable, Lease.Standing standing) {
    List<UUID> covered = uncounted(draft, lease.processId(), range);
    var next =
        new Lease(lease.id(), lease.processId(), range, breakable, standing.count(covered.size()));
    draft.record(new LeaseChanged(next, covered));
  }

  /** Live LONGTERM pins of the process that a range covers and no live lease counts yet. */
  private static List<UUID> uncounted(Draft draft, UUID processId, ByteRange range) {
    ByteRange pages = pages(draft, range);
    return draft.state.pins().stream()
        .filter(p -> p.isLive() && p.isLongterm() && p.processId().equals(processId))
        .filter(p -> pages.contains(p.range()) && !isCounted(draft, p))
        .map(Pin::id)
        .toList();
  }

  private static boolean isCounted(Draft draft, Pin pin) {
    Lease lease = draft.state.lease(pin.leaseId());
    return lease != null && lease.isLive();
  }

  /** Ends a lease that has lost its last reference. */
  static void releaseIfUnused(Draft draft, @Nullable UUID leaseId) {
    Lease lease = draft.state.lease(leaseId);
    if (lease != null && lease.isLive() && lease.references() == 0) {
      var standing = lease.standing().become(LeaseState.RELEASED);
      draft.record(new LeaseReleased(lease.with(standing), EndReason.REQUEST));
    }
  }

  /** A BREAKING lease that no running break wants any more is held again (rule 14). */
  static void returnIfQuiet(Draft draft, @Nullable UUID leaseId) {
    Lease lease = draft.state.lease(leaseId);
    if (lease == null || lease.state() != LeaseState.BREAKING || lease.references() == 0) {
      return;
    }
    if (!draft.state.isBeingBroken(lease.id())) {
      draft.record(new LeaseReturned(lease.with(lease.standing().become(LeaseState.HELD))));
    }
  }
}
