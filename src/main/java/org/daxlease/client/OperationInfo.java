package org.daxlease.client;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An operation, as far as one acts on it; {@code --json} shows it whole.
 *
 * @param version another after each change, for the next long poll
 * @param token of its grant
 * @param confirmed false where the grant rests on a fence, which is a record and not the hardware's
 */
public record OperationInfo(
    UUID id,
    UUID fileId,
    String state,
    long version,
    String kind,
    @Nullable Long token,
    @Nullable Instant grantedAt,
    @Nullable Instant grantExpiresAt,
    @Nullable Boolean confirmed,
    @Nullable String code,
    @Nullable String cancelReason,
    @Nullable Instant estimatedGrantBy,
    List<Blocker> blockers,
    List<BreakNote> breaks) {

  /** Has what every operation has. */
  public OperationInfo {
    Objects.requireNonNull(id);
    Objects.requireNonNull(state);
    blockers = List.copyOf(blockers);
    breaks = List.copyOf(breaks);
  }

  /**
   * A process in the way.
   *
   * @param pinCount how many pins it has there; null from a service that names them all
   * @param pins those of them that the answer names: up to 10,000, of all blockers together
   */
  public record Blocker(
      UUID processId,
      String host,
      int pid,
      @Nullable UUID leaseId,
      @Nullable Long pinCount,
      List<Extent> pins,
      @Nullable String stage,
      @Nullable Instant deadline) {

    /** How many pins it has there. */
    public long count() {
      return pinCount == null ? pins.size() : pinCount;
    }
  }

  /** A pin and what it holds. */
  public record Extent(UUID id, long offset, long length) {}

  /** A break that it waits or waited for. */
  public record BreakNote(UUID id, UUID processId, String stage, @Nullable String outcome) {}

  /** An operation to be requested. */
  public record NewOperation(
      UUID fileId,
      String kind,
      @Nullable Long newSize,
      @Nullable Long offset,
      @Nullable Long length,
      String onConflict,
      @Nullable Boolean dryRun,
      @Nullable Duration maxWait,
      @Nullable Duration leaseBreakTime,
      @Nullable String requester,
      @Nullable String reason) {}

  /** The token of a grant. */
  public record Token(long token) {}

  public boolean isWaiting() {
    return state.equals("QUEUED") || state.equals("BREAKING");
  }
}
