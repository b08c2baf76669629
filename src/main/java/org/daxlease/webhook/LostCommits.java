package org.daxlease.webhook;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.daxlease.coordination.TimeSource;
import org.daxlease.sql.Timestamps;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** What webhooks have of commits that the database has lost after it had acknowledged them. */
@Component
class LostCommits {

  private final JdbcTemplate jdbc;
  private final TimeSource time;
  private final WebhookTables rows;

  LostCommits(JdbcTemplate jdbc, TimeSource time, WebhookTables rows) {
    this.jdbc = jdbc;
    this.time = time;
    this.rows = rows;
  }

  /**
   * The journal has gone back to a position. A replica gives up all its webhooks, and no webhook is
   * further than that: another replica may die before it has noticed. Only if this one has noticed
   * so late that it has no webhooks any more are those of others left alone: they have been served
   * long since by who did notice.
   */
  @Transactional
  public void forget(UUID replica, long position) {
    Instant now = time.now();
    boolean inTime =
        jdbc.update(
                "delete from webhook_replica where id = ? and expires_at > ?",
                replica,
                Timestamps.utc(now))
            == 1;
    jdbc.update(Claims.REMOVE_EXPIRED, Timestamps.utc(now));
    // In the order in which progress is written, so that two writers never wait for each other.
    List<UUID> webhooks =
        jdbc.query(
            "select id from webhook where "
                + Claims.ORPHANED
                + " or (? and position > ?) order by id for update",
            (row, _) -> row.getObject(1, UUID.class),
            inTime,
            position);
    jdbc.batchUpdate(
        "update webhook set position = least(position, ?), epoch = epoch + 1 where id = ?",
        webhooks.stream().map(id -> new Object[] {position, id}).toList());
    for (UUID webhook : webhooks) {
      rows.lanes().rewind(webhook, position);
      rows.deliveries().deleteBehind(webhook, position);
    }
  }
}
