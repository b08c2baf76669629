package org.daxlease.client;

import java.time.Duration;
import java.time.Instant;

/** The node agent of a host. */
public record AgentInfo(
    String host,
    boolean alive,
    Duration ttl,
    Instant aliveUntil,
    Instant registeredAt,
    Instant renewedAt) {

  /** It is alive for so long from now on. */
  public record SignOfLife(Duration ttl) {}
}
