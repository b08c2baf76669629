package org.daxlease.coordination;

import java.time.Instant;
import java.util.UUID;
import org.daxlease.protocol.BreakStage;
import org.jspecify.annotations.Nullable;

/** A running break of a lease and one operation that waits for it. */
record LeaseBreakNote(
    UUID leaseId, UUID operationId, BreakStage stage, @Nullable Instant deadline) {

  LeaseView.BreakNote note() {
    return new LeaseView.BreakNote(operationId, stage, deadline);
  }
}
