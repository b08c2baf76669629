package org.daxlease.protocol;

import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Something the file system wants to do to a file, and how far it got.
 *
 * @param arrival its place in the FIFO of the file
 */
public record Operation(UUID id, long arrival, Request request, Extent extent, Progress progress) {

  /** What was asked for. */
  public record Request(
      OperationKind kind, Arguments arguments, OnConflict onConflict, Wishes wishes) {}

  /** newSize for TRUNCATE and EXTEND, offset and length for the others. */
  public record Arguments(@Nullable Long newSize, @Nullable Long offset, @Nullable Long length) {}

  /**
   * What the requester asked for beside the deed itself.
   *
   * @param autoComplete no real work lies behind it: complete at the grant
   * @param leaseBreakTime instead of the policy's
   * @param maxWait instead of the policy's
   * @param requesterProcessId the process on whose behalf it is asked for
   */
  public record Wishes(
      boolean autoComplete,
      @Nullable Duration leaseBreakTime,
      @Nullable Duration maxWait,
      @Nullable UUID requesterProcessId) {}

  /** The range that it affects and what it needs there, both fixed at the request. */
  public record Extent(ByteRange affected, OperationCase need) {}

  /**
   * How far it got.
   *
   * @param breaks running breaks that it joined
   * @param presumed one of its breaks ended FENCED
   */
  public record Progress(
      OperationState state, @Nullable Grant grant, Timers timers, int breaks, boolean presumed) {

    Progress become(OperationState next) {
      return new Progress(state.become(next), grant, timers, breaks, presumed);
    }

    Progress with(Grant next) {
      return new Progress(state, next, timers, breaks, presumed);
    }

    Progress with(Timers next) {
      return new Progress(state, grant, next, breaks, presumed);
    }

    Progress count(int more, boolean fenced) {
      return new Progress(state, grant, timers, breaks + more, presumed || fenced);
    }
  }

  /**
   * A grant.
   *
   * @param token drawn at the grant, greater than any of that file before
   * @param confirmed false where it rests on a presumed death (rule 17)
   */
  public record Grant(long token, Instant expiresAt, boolean confirmed) {}

  /**
   * What is due for it, beside its grant's expiry.
   *
   * @param waitUntil when waiting ends with TIMEOUT
   * @param shortPinsAt when SHORT pins in its way are treated as LONGTERM
   * @param reopensAt when the range of an EXPIRED or REFUSED one reopens
   */
  public record Timers(
      @Nullable Instant waitUntil, @Nullable Instant shortPinsAt, @Nullable Instant reopensAt) {

    static final Timers NONE = new Timers(null, null, null);

    Timers withoutShortPins() {
      return new Timers(waitUntil, null, reopensAt);
    }
  }

  public OperationState state() {
    return progress.state();
  }

  public OperationKind kind() {
    return request.kind();
  }

  public ByteRange affected() {
    return extent.affected();
  }

  public boolean isHard() {
    return extent.need() == OperationCase.HARD;
  }

  /** Whether it still has a place in the FIFO of its range. */
  public boolean isUnfinished() {
    return state().isUnfinished() && extent.need().isExclusive();
  }

  /** Whether it has a grant that is good at {@code now}. */
  boolean isGranted(Instant now) {
    Grant grant = progress.grant();
    return state() == OperationState.GRANTED && grant != null && now.isBefore(grant.expiresAt());
  }

  /** Whether its grant should have been used or renewed by now. */
  public boolean isOverdue(Instant now) {
    return state() == OperationState.GRANTED && !isGranted(now);
  }

  /** Whether it wants the pins of its breaks gone, to whatever end. */
  boolean isInterested() {
    return state().isWaiting() || state() == OperationState.REFUSED;
  }

  /** Whether its maxWait has passed: it is to be cancelled, and nothing is done for it (rule 8). */
  boolean hasWaitedTooLong(Instant now) {
    Instant until = progress.timers().waitUntil();
    return state().isWaiting() && until != null && now.isAfter(until);
  }

  /** Whether new pins, leases and transfers over its range are refused at {@code now}. */
  public boolean closes(Instant now) {
    Instant reopens = progress.timers().reopensAt();
    return switch (state()) {
      case QUEUED, BREAKING, GRANTED -> extent.need().isExclusive();
      case EXPIRED -> reopens != null && now.isBefore(reopens);
      case REFUSED -> progress.breaks() > 0 || (reopens != null && now.isBefore(reopens));
      case COMPLETED, CANCELLED -> false;
    };
  }

  /** Whether its row must be read with every command on its file. */
  public boolean isOpen() {
    return switch (state()) {
      case QUEUED, BREAKING, GRANTED -> true;
      case EXPIRED -> progress.timers().reopensAt() != null;
      case REFUSED -> progress.breaks() > 0 || progress.timers().reopensAt() != null;
      case COMPLETED, CANCELLED -> false;
    };
  }

  Operation with(Progress next) {
    return new Operation(id, arrival, request, extent, next);
  }
}
