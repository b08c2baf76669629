package org.daxlease.coordination;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import jakarta.persistence.Version;
import java.time.Duration;
import java.time.Instant;
import org.daxlease.protocol.Attendance;
import org.jspecify.annotations.Nullable;

/** The node agent of a host: there is one row per host, whichever process it is. */
@Entity
@Table(name = "node_agent")
class AgentEntity {

  @Id String host = "";
  Duration ttl = Duration.ZERO;
  Instant aliveUntil = Instant.EPOCH;
  String principal = "";
  Instant registeredAt = Instant.EPOCH;
  Instant renewedAt = Instant.EPOCH;
  @Version @Nullable Long version;

  protected AgentEntity() {}

  AgentEntity(String host) {
    this.host = host;
  }

  Instant aliveUntil(Attendance attended) {
    return attended.goodUntil(aliveUntil, ttl);
  }

  boolean isAlive(Attendance attended, Instant now) {
    return now.isBefore(aliveUntil(attended));
  }

  /**
   * A sign of life.
   *
   * @return whether it was not alive before
   */
  boolean renew(Attendance attended, Duration next, String by, Instant now) {
    boolean appeared = !isAlive(attended, now);
    if (appeared) {
      registeredAt = now;
    }
    ttl = next;
    principal = by;
    renewedAt = now;
    aliveUntil = now.plus(next);
    return appeared;
  }
}
