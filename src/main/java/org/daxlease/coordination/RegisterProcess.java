package org.daxlease.coordination;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A process to be registered: its host and pid, and what tells it from another of that pid. */
public record RegisterProcess(
    String host,
    int pid,
    @Nullable String startTime,
    @Nullable String command,
    @Nullable Duration heartbeatTtl) {

  /** What no two running processes share. A host name has no space. */
  String identity() {
    return host + ' ' + pid + ' ' + (startTime == null ? "" : startTime);
  }
}
