package org.daxlease.client;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A break, as it is read by itself.
 *
 * @param epoch of the lease when it began; null for unleased pins
 * @param outcome how it ended; null while it runs
 * @param signals what was sent, oldest first
 */
public record BreakInfo(
    UUID id,
    UUID fileId,
    UUID processId,
    @Nullable UUID leaseId,
    @Nullable Long epoch,
    String stage,
    @Nullable Instant deadline,
    int pins,
    @Nullable String outcome,
    List<SignalInfo> signals) {

  /** A signal that was sent; its event has the same id. */
  public record SignalInfo(String signal, Instant at, String eventId) {}
}
