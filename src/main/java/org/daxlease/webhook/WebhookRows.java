package org.daxlease.webhook;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.daxlease.coordination.Authority;
import org.daxlease.coordination.Caller;
import org.daxlease.sql.Timestamps;
import org.daxlease.webhook.Webhook.SealedKeys;
import org.daxlease.webhook.Webhook.Standing;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/** Webhooks as rows of the table {@code webhook}. */
@Component
class WebhookRows {

  /** The most characters that {@link #authority} may have. */
  static final int LONGEST_AUTHORITY = 4096;

  private static final int AT_ONCE = 500;

  private static final String COLUMNS =
      "id, principal, authority, url, types, process_id, host, filesystem, file_id, secret, old_secret,"
          + " old_secret_until, state, reason, position, epoch, failing_since, created_at";

  private final JdbcTemplate jdbc;

  WebhookRows(JdbcTemplate jdbc) {
    this.jdbc = jdbc;
  }

  void insert(Webhook webhook) {
    WebhookFilter filter = webhook.filter();
    SealedKeys keys = webhook.keys();
    Standing standing = webhook.standing();
    jdbc.update(
        "insert into webhook ("
            + COLUMNS
            + ") values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        webhook.id(),
        webhook.principal(),
        authority(webhook.maker()),
        webhook.url(),
        String.join("\n", filter.types()),
        filter.processId(),
        filter.host(),
        filter.filesystem(),
        filter.fileId(),
        keys.current(),
        keys.old(),
        Timestamps.utcOrNull(keys.oldUntil()),
        standing.state().name(),
        standing.reason(),
        standing.position(),
        standing.epoch(),
        Timestamps.utcOrNull(standing.failingSince()),
        Timestamps.utc(standing.createdAt()));
  }

  /** What somebody may, as it is kept: a label a line. */
  static String authority(Caller maker) {
    return String.join("\n", maker.authority().labels());
  }

  Optional<Webhook> find(UUID id) {
    return one("select " + COLUMNS + " from webhook where id = ?", id);
  }

  /** Those of these that there are. */
  List<Webhook> find(List<UUID> ids) {
    return inParts(
            ids,
            (places, part) ->
                jdbc.query(
                    "select " + COLUMNS + " from webhook where id in (" + places + ")",
                    WebhookRows::read,
                    part))
        .toList();
  }

  /** A query for some ids of many. */
  interface Part<T> {
    List<T> query(String places, Object... ids);
  }

  /** Asks for many ids, not too many at a time. */
  static <T> Stream<T> inParts(List<UUID> ids, Part<T> part) {
    return IntStream.iterate(0, from -> from < ids.size(), from -> from + AT_ONCE)
        .mapToObj(from -> ids.subList(from, Math.min(from + AT_ONCE, ids.size())))
        .flatMap(some ->
            part
                .query(String.join(", ", Collections.nCopies(some.size(), "?")), some.toArray())
                .stream());
  }

  /** Reads one for a command that is going to change it. */
  Optional<Webhook> lock(UUID id) {
    return one("select " + COLUMNS + " from webhook where id = ? for update", id);
  }

  private Optional<Webhook> one(String sql, UUID id) {
    return jdbc.query(sql, WebhookRows::read, id).stream().findFirst();
  }

  /** A page of the webhooks of a principal, for null of everybody, by id. */
  List<Webhook> page(@Nullable String principal, @Nullable UUID after, int rows) {
    StringBuilder sql = new StringBuilder("select " + COLUMNS + " from webhook where 1 = 1");
    List<Object> arguments = new ArrayList<>();
    if (principal != null) {
      sql.append(" and principal = ?");
      arguments.add(principal);
    }
    if (after != null) {
      sql.append(" and id > ?");
      arguments.add(after);
    }
    arguments.add(rows);
    return jdbc.query(
        sql.append(" order by id limit ?").toString(), WebhookRows::read, arguments.toArray());
  }

  /** Writes a change of state that was decided on a locked row. */
  void become(Webhook before, Standing next) {
    once(
        jdbc.update(
            "update webhook set state = ?, reason = ?, failing_since = ?, position = ?, epoch = ?"
                + " where id = ? and state = ?",
            next.state().name(),
            next.reason(),
            Timestamps.utcOrNull(next.failingSince()),
            next.position(),
            next.epoch(),
            before.id(),
            before.standing().state().name()));
  }

  void rekey(UUID id, SealedKeys keys) {
    once(
        jdbc.update(
            "update webhook set secret = ?, old_secret = ?, old_secret_until = ? where id = ?",
            keys.current(),
            keys.old(),
            Timestamps.utcOrNull(keys.oldUntil()),
            id));
  }

  void delete(UUID id) {
    once(jdbc.update("delete from webhook where id = ?", id));
  }

  boolean any() {
    return !jdbc.queryForList("select 1 from webhook limit 1").isEmpty();
  }

  /** How many there are in each state; in one that is missing there is none. */
  Map<WebhookState, Long> counts() {
    Map<WebhookState, Long> counts = new EnumMap<>(WebhookState.class);
    jdbc.query(
        "select state, count(*) from webhook group by state",
        row -> {
          counts.put(WebhookState.valueOf(row.getString(1)), row.getLong(2));
        });
    return counts;
  }

  private static void once(int rows) {
    if (rows != 1) {
      throw new IllegalStateException("a webhook changed under its lock");
    }
  }

  private static List<String> lines(@Nullable String text) {
    return text == null || text.isEmpty() ? List.of() : List.of(text.split("\n"));
  }

  private static Webhook read(ResultSet row, int number) throws SQLException {
    return new Webhook(
        row.getObject("id", UUID.class),
        new Caller(row.getString("principal"), Authority.of(lines(row.getString("authority")))),
        row.getString("url"),
        new WebhookFilter(
            lines(row.getString("types")),
            row.getObject("process_id", UUID.class),
            row.getString("host"),
            row.getString("filesystem"),
            row.getObject("file_id", UUID.class)),
        new SealedKeys(
            row.getString("secret"),
            row.getString("old_secret"),
            Timestamps.timeOrNull(row, "old_secret_until")),
        new Standing(
            WebhookState.valueOf(row.getString("state")),
            row.getString("reason"),
            row.getLong("position"),
            row.getLong("epoch"),
            Timestamps.timeOrNull(row, "failing_since"),
            Timestamps.time(row, "created_at")));
  }
}
