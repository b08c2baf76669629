package org.daxlease.webhook;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.daxlease.webhook.http.OutboundProperties;
import org.springframework.stereotype.Component;

/**
 * This replica's claim to deliver, and its idea of the time in between two looks at the clock that
 * decides. No attempt begins that could still run when the claim may have passed to another.
 */
@Component
class ReplicaClaim {

  private final Claims claims;
  private final long ttl;
  private final long longestAttempt;
  private volatile Anchor anchor = new Anchor(UUID.randomUUID(), Instant.EPOCH, 0, 0);

  /** Both clocks at one moment, and until when the claim holds. */
  private record Anchor(UUID replica, Instant at, long nanos, long goodUntil) {}

  ReplicaClaim(Claims claims, WebhookProperties properties, OutboundProperties outbound) {
    this.claims = claims;
    this.ttl = properties.claimTtl().toNanos();
    this.longestAttempt =
        outbound.timeout().plus(outbound.connectTimeout()).plusMillis(250).toNanos();
    if (longestAttempt >= ttl) {
      throw new IllegalArgumentException(
          "daxlease.webhook.claim-ttl must be longer than an attempt may take: "
              + Duration.ofNanos(longestAttempt));
    }
  }

  UUID replica() {
    return anchor.replica();
  }

  /** Makes a new claim, as a replica that nobody knew. */
  void begin() {
    UUID replica = UUID.randomUUID();
    long before = System.nanoTime();
    Instant now = claims.join(replica);
    anchor = new Anchor(replica, now, System.nanoTime(), before + ttl);
  }

  /** Renews it; false if that was too late, and a new one was made, with no webhooks. */
  boolean renew() {
    long before = System.nanoTime();
    Optional<Instant> now = claims.renew(anchor.replica());
    if (now.isEmpty()) {
      begin();
      return false;
    }
    anchor = new Anchor(anchor.replica(), now.get(), System.nanoTime(), before + ttl);
    return true;
  }

  /** Takes the webhooks that nobody has. */
  void takeOver() {
    claims.takeOver(anchor.replica());
  }

  /** The webhooks that it has and that are to be delivered. */
  List<UUID> active() {
    return claims.activeOf(anchor.replica());
  }

  boolean covers(UUID webhookId) {
    return claims.isMine(anchor.replica(), webhookId);
  }

  /** Gives these back. */
  void release(List<UUID> webhookIds) {
    claims.release(anchor.replica(), webhookIds);
  }

  /** Gives itself up. */
  void leave() {
    claims.leave(anchor.replica());
  }

  /** How often to renew. */
  Duration renewalInterval() {
    return Duration.ofNanos((ttl - longestAttempt) / 4);
  }

  /** The time, by the clock that decides. */
  Instant now() {
    Anchor known = anchor;
    return known.at().plusNanos(System.nanoTime() - known.nanos());
  }

  /** Whether an attempt that begins now is over before anybody else may make one. */
  boolean mayAttempt(UUID replica) {
    Anchor known = anchor;
    return known.replica().equals(replica)
        && known.goodUntil() - System.nanoTime() > longestAttempt;
  }
}
