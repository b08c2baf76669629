package org.daxlease.coordination;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.UUID;
import org.daxlease.protocol.BreakStage;
import org.daxlease.protocol.LeaseOrigin;
import org.daxlease.protocol.LeaseState;
import org.jspecify.annotations.Nullable;

/**
 * A lease as it is shown.
 *
 * @param length 2^63-1 less the offset means to the end, whatever the size
 * @param breaking the running break with the earliest deadline
 */
public record LeaseView(
    UUID id,
    UUID processId,
    UUID fileId,
    LeaseState state,
    LeaseOrigin origin,
    boolean breakable,
    boolean released,
    long offset,
    long length,
    int pins,
    long epoch,
    Instant takenAt,
    @JsonProperty("break") @JsonInclude(JsonInclude.Include.NON_NULL)
        @Nullable BreakNote breaking) {

  /** What breaks it: the oldest waiting operation, how far it got, and until when. */
  public record BreakNote(UUID operationId, BreakStage stage, @Nullable Instant deadline) {}

  static LeaseView of(LeaseEntity row, @Nullable BreakNote note) {
    return new LeaseView(
        row.id,
        row.processId,
        row.fileId,
        row.state,
        row.origin,
        row.breakable,
        row.released,
        row.rangeStart,
        row.rangeEnd - row.rangeStart,
        row.pins,
        row.epoch,
        row.takenAt,
        note);
  }
}
