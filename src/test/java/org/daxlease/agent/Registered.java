package org.daxlease.agent;

import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.daxlease.client.ProcessInfo;
import org.daxlease.linux.Proc;
import org.daxlease.linux.StartTime;
import org.jspecify.annotations.Nullable;

/** Processes as the service shows them to the agent of the host {@code host}. */
final class Registered {

  private Registered() {}

  static ProcessInfo of(Process process, @Nullable Duration heartbeatTtl) {
    int pid = Math.toIntExact(process.pid());
    return of(pid, Proc.startTime(pid).orElseThrow(), heartbeatTtl);
  }

  static ProcessInfo of(int pid, StartTime start, @Nullable Duration heartbeatTtl) {
    return new ProcessInfo(
        UUID.randomUUID(),
        "host",
        pid,
        start.toString(),
        null,
        heartbeatTtl,
        "RUNNING",
        false,
        true,
        Instant.EPOCH,
        Instant.EPOCH,
        null);
  }
}
