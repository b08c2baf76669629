package org.daxlease.coordination;

import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.daxlease.protocol.ProcessState;
import org.jspecify.annotations.Nullable;

/** A process as it is shown. */
public record ProcessView(
    UUID id,
    String host,
    int pid,
    @Nullable String startTime,
    @Nullable String command,
    @Nullable Duration heartbeatTtl,
    ProcessState state,
    boolean lapsed,
    boolean vouched,
    Instant lastHeartbeatAt,
    Instant registeredAt,
    @Nullable Instant endedAt) {

  static ProcessView of(ProcessEntity row) {
    return new ProcessView(
        row.id,
        row.host,
        row.pid,
        row.startTime,
        row.command,
        row.heartbeatTtl,
        row.state,
        row.lapsed,
        row.vouched,
        row.lastHeartbeatAt,
        row.registeredAt,
        row.endedAt);
  }
}
