package org.daxlease.coordination;

import java.time.Instant;
import java.util.UUID;
import org.daxlease.protocol.Access;
import org.daxlease.protocol.PinState;
import org.daxlease.protocol.Term;
import org.jspecify.annotations.Nullable;

/** A pin as it is shown; offset and length are in the file, in bytes. */
public record PinView(
    UUID id,
    UUID fileId,
    UUID processId,
    UUID mappingId,
    @Nullable UUID leaseId,
    long offset,
    long length,
    Access access,
    Term term,
    PinState state,
    boolean detached,
    long generation,
    Instant pinnedAt,
    @Nullable Instant endedAt,
    @Nullable String reason) {

  static PinView of(PinEntity row) {
    return new PinView(
        row.id,
        row.fileId,
        row.processId,
        row.mappingId,
        row.leaseId,
        row.rangeStart,
        row.rangeEnd - row.rangeStart,
        row.access,
        row.term,
        row.state,
        row.detached,
        row.generation,
        row.pinnedAt,
        row.endedAt,
        row.reason);
  }
}
