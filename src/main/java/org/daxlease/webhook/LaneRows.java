package org.daxlease.webhook;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.daxlease.sql.Timestamps;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/** Lanes as rows of the table {@code webhook_lane}. */
@Component
class LaneRows {

  /** The first entry of a lane as if nobody had tried to deliver it. */
  private static final String UNATTEMPTED =
      "urgent_attempts = 0, slow_attempts = 0, first_attempt_at = null, next_attempt_at = null";

  private final JdbcTemplate jdbc;

  LaneRows(JdbcTemplate jdbc) {
    this.jdbc = jdbc;
  }

  /**
   * A lane as it is kept.
   *
   * @param position delivered up to here
   * @param retry null where its next entry has not been attempted
   */
  record Row(
      UUID webhookId,
      LaneKey key,
      long position,
      @Nullable Retry retry,
      @Nullable Instant urgentUntil) {}

  /** What takes the place of whatever lane had that key. */
  void save(List<Row> rows) {
    int[] changed =
        jdbc.batchUpdate(
            "update webhook_lane set position = ?, urgent_attempts = ?, slow_attempts = ?,"
                + " first_attempt_at = ?, next_attempt_at = ?, urgent_until = ?"
                + " where webhook_id = ? and lane = ?",
            rows.stream().map(LaneRows::arguments).toList());
    List<Object[]> absent = new ArrayList<>();
    for (int i = 0; i < changed.length; i++) {
      if (changed[i] == 0) {
        absent.add(arguments(rows.get(i)));
      }
    }
    jdbc.batchUpdate(
        "insert into webhook_lane (position, urgent_attempts, slow_attempts, first_attempt_at,"
            + " next_attempt_at, urgent_until, webhook_id, lane) values (?, ?, ?, ?, ?, ?, ?, ?)",
        absent);
  }

  private static @Nullable Object[] arguments(Row row) {
    Retry retry = row.retry();
    return new @Nullable Object[] {
      row.position(),
      retry == null ? 0 : retry.urgent(),
      retry == null ? 0 : retry.slow(),
      Timestamps.utcOrNull(retry == null ? null : retry.firstAt()),
      Timestamps.utcOrNull(retry == null ? null : retry.nextAt()),
      Timestamps.utcOrNull(row.urgentUntil()),
      row.webhookId(),
      row.key().text()
    };
  }

  void delete(UUID webhookId, List<LaneKey> keys) {
    jdbc.batchUpdate(
        "delete from webhook_lane where webhook_id = ? and lane = ?",
        keys.stream().map(k -> new Object[] {webhookId, k.text()}).toList());
  }

  /**
   * Lanes that are ahead of a position begin there again, with the first attempt; those that are
   * behind it stay.
   */
  void rewind(UUID webhookId, long position) {
    jdbc.update(
        "update webhook_lane set position = ?, "
            + UNATTEMPTED
            + " where webhook_id = ? and position > ?"
            + " and substring(lane from 1 for 2) <> ?",
        position,
        webhookId,
        position,
        LaneKey.AGAIN);
  }

  /** Puts an event in line once more, with a lane of its own. */
  void addRedelivery(UUID webhookId, long position, UUID request) {
    LaneKey key = LaneKey.redelivery(position, request);
    save(List.of(new Row(webhookId, key, position - 1, null, null)));
  }

  /** A webhook begins anew: nothing waits for its next attempt any more. */
  void retryNow(UUID webhookId) {
    jdbc.update("update webhook_lane set " + UNATTEMPTED + " where webhook_id = ?", webhookId);
  }

  /** Whether a lane has still to deliver an entry. */
  boolean isBehind(UUID webhookId, LaneKey key, long position) {
    return !jdbc.queryForList(
            "select 1 from webhook_lane where webhook_id = ? and lane = ? and position < ?",
            webhookId,
            key.text(),
            position)
        .isEmpty();
  }

  /** The lanes of webhooks, by webhook. */
  Map<UUID, List<Row>> of(List<UUID> webhookIds) {
    return WebhookRows.inParts(
            webhookIds,
            (places, part) ->
                jdbc.query(
                    "select webhook_id, lane, position, urgent_attempts, slow_attempts,"
                        + " first_attempt_at, next_attempt_at, urgent_until from webhook_lane"
                        + " where webhook_id in ("
                        + places
                        + ") order by webhook_id, lane",
                    LaneRows::read,
                    part))
        .collect(Collectors.groupingBy(Row::webhookId));
  }

  private static Row read(ResultSet row, int number) throws SQLException {
    Instant first = Timestamps.timeOrNull(row, "first_attempt_at");
    Instant next = Timestamps.timeOrNull(row, "next_attempt_at");
    Retry retry =
        first == null || next == null
            ? null
            : new Retry(row.getInt("urgent_attempts"), row.getInt("slow_attempts"), first, next);
    return new Row(
        row.getObject("webhook_id", UUID.class),
        new LaneKey(row.getString("lane")),
        row.getLong("position"),
        retry,
        Timestamps.timeOrNull(row, "urgent_until"));
  }
}
