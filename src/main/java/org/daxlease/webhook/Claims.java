package org.daxlease.webhook;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.daxlease.coordination.TimeSource;
import org.daxlease.sql.Timestamps;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/**
 * Which replica delivers which webhook. A replica has a row that it renews; while the row is good,
 * nobody else touches its webhooks, and when it has run out they go to whoever asks first.
 */
@Component
class Claims {

  /** Those whose time has run out by a time. */
  static final String REMOVE_EXPIRED = "delete from webhook_replica where expires_at <= ?";

  /** The webhooks that no replica has, once those are removed whose time has run out. */
  static final String ORPHANED = "(owner is null or owner not in (select id from webhook_replica))";

  private final JdbcTemplate jdbc;
  private final TimeSource time;
  private final Duration ttl;

  Claims(JdbcTemplate jdbc, TimeSource time, WebhookProperties properties) {
    this.jdbc = jdbc;
    this.time = time;
    this.ttl = properties.claimTtl();
  }

  /** Makes a replica known; the answer is the time. */
  @Transactional
  public Instant join(UUID replica) {
    Instant now = time.now();
    jdbc.update(
        "insert into webhook_replica (id, expires_at) values (?, ?)",
        replica,
        Timestamps.utc(now.plus(ttl)));
    return now;
  }

  /** Says that a replica lives; empty if that comes too late. */
  @Transactional
  public Optional<Instant> renew(UUID replica) {
    Instant now = time.now();
    int rows =
        jdbc.update(
            "update webhook_replica set expires_at = ? where id = ? and expires_at > ?",
            Timestamps.utc(now.plus(ttl)),
            replica,
            Timestamps.utc(now));
    return rows == 1 ? Optional.of(now) : Optional.empty();
  }

  private record Orphan(UUID id, @Nullable UUID owner) {}

  /** Gives a replica every webhook that no living one has. */
  @Transactional
  public void takeOver(UUID replica) {
    jdbc.update(REMOVE_EXPIRED, Timestamps.utc(time.now()));
    List<Orphan> orphans =
        jdbc.query(
            "select id, owner from webhook where " + ORPHANED + " order by id",
            (row, _) -> new Orphan(row.getObject(1, UUID.class), row.getObject(2, UUID.class)));
    // Only from who had it when we looked: another replica may have been first.
    jdbc.batchUpdate(
        "update webhook set owner = ? where id = ? and owner is not distinct from ?",
        orphans.stream().map(o -> new @Nullable Object[] {replica, o.id(), o.owner()}).toList());
  }

  /** The webhooks that a replica has to deliver to. */
  @Transactional(readOnly = true)
  public List<UUID> activeOf(UUID replica) {
    return jdbc.query(
        "select id from webhook where owner = ? and state = 'ACTIVE' order by id",
        (row, _) -> row.getObject(1, UUID.class),
        replica);
  }

  /** Whether a replica has a webhook. */
  @Transactional(readOnly = true)
  public boolean isMine(UUID replica, UUID webhook) {
    return !jdbc.queryForList("select 1 from webhook where id = ? and owner = ?", webhook, replica)
        .isEmpty();
  }

  /** Gives webhooks back that nothing is under way for. */
  @Transactional
  public void release(UUID replica, Collection<UUID> webhooks) {
    jdbc.batchUpdate(
        "update webhook set owner = null where id = ? and owner = ?",
        webhooks.stream().sorted().map(id -> new Object[] {id, replica}).toList());
  }

  /** The replica has no webhooks any more. */
  @Transactional
  public void leave(UUID replica) {
    jdbc.update("delete from webhook_replica where id = ?", replica);
  }
}
