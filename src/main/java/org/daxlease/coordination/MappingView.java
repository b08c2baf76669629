package org.daxlease.coordination;

import java.time.Instant;
import java.util.UUID;
import org.daxlease.protocol.MappingState;
import org.daxlease.protocol.Protection;

/** A mapping as it is shown. */
public record MappingView(
    UUID id,
    UUID processId,
    UUID fileId,
    long offset,
    long length,
    Protection protection,
    MappingState state,
    Instant createdAt) {

  static MappingView of(MappingEntity row) {
    return new MappingView(
        row.id,
        row.processId,
        row.fileId,
        row.rangeStart,
        row.rangeEnd - row.rangeStart,
        row.protection,
        row.state,
        row.createdAt);
  }
}
