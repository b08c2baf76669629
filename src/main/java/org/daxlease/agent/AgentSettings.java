package org.daxlease.agent;

import java.nio.file.Path;
import java.time.Duration;

/**
 * How an agent is set up.
 *
 * @param host the name by which the processes of this machine are registered
 * @param stateDirectory where it keeps its position; its own, nobody else's
 * @param ttl how long it counts as alive after a sign of life
 */
public record AgentSettings(
    String host, Path stateDirectory, Duration ttl, Permissions permissions) {

  private static final Duration LEAST_PATIENCE = Duration.ofSeconds(1);

  /** How long a sign of life may take: another must find its way before the last one is void. */
  Duration patience() {
    Duration third = ttl.dividedBy(3);
    return third.compareTo(LEAST_PATIENCE) < 0 ? LEAST_PATIENCE : third;
  }
}
