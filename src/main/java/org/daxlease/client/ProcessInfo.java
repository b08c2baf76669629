package org.daxlease.client;

import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A process.
 *
 * @param state {@code RUNNING}, {@code EXITED} or {@code KILLED}; text, here as elsewhere, as a
 *     service may come to know more states than its client
 * @param vouched registered by somebody who may speak for its host
 */
public record ProcessInfo(
    UUID id,
    String host,
    int pid,
    @Nullable String startTime,
    @Nullable String command,
    @Nullable Duration heartbeatTtl,
    String state,
    boolean lapsed,
    boolean vouched,
    Instant lastHeartbeatAt,
    Instant registeredAt,
    @Nullable Instant endedAt) {

  /** Has what every process has. */
  public ProcessInfo {
    Objects.requireNonNull(id);
    Objects.requireNonNull(host);
    Objects.requireNonNull(state);
  }

  public boolean isRunning() {
    return state.equals("RUNNING");
  }
}
