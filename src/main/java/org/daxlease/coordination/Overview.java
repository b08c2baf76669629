package org.daxlease.coordination;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.daxlease.protocol.OperationState;
import org.jspecify.annotations.Nullable;

/**
 * How things stand: live counts, what waits longest and for whom, and when the next stage is due.
 */
public record Overview(
    long files,
    long processes,
    long pins,
    long leases,
    Map<OperationState, Long> operations,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Waiting oldestWaiting,
    @Nullable Instant nextDeadline,
    long journalPosition,
    Map<String, Lag> lag,
    String version) {

  /** How far somebody in this replica who follows the journal is behind its end. */
  public record Lag(long entries, Duration age) {}

  /** The operation that has waited longest. */
  public record Waiting(
      UUID id, UUID fileId, String path, Instant requestedAt, List<BlockerView> blockers) {}
}
