package org.daxlease.coordination;

import java.time.Duration;
import java.time.Instant;
import org.daxlease.protocol.Attendance;

/**
 * The node agent of a host as it is shown.
 *
 * @param alive whether its time has not run out
 * @param aliveUntil when it runs out without a new sign of life
 * @param registeredAt since when it has been alive, or was until its time ran out
 */
public record AgentView(
    String host,
    boolean alive,
    Duration ttl,
    Instant aliveUntil,
    Instant registeredAt,
    Instant renewedAt) {

  static AgentView of(AgentEntity row, Attendance attended, Instant now) {
    return new AgentView(
        row.host,
        row.isAlive(attended, now),
        row.ttl,
        row.aliveUntil(attended),
        row.registeredAt,
        row.renewedAt);
  }
}
