package org.daxlease.webhook;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.daxlease.journal.CommittedEntry;
import org.daxlease.journal.Event;
import org.daxlease.sql.Timestamps;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/** Deliveries and their attempts, as rows. */
@Component
class DeliveryRows {

  private static final int LONGEST_ERROR = 256;
  private static final int DELETED_AT_ONCE = 10_000;

  private static final String COLUMNS =
      "webhook_id, position, type, file_id, state, attempts, next_attempt_at, changed_at";

  /**
   * Of these deliveries only: there may be more between the first and the last than memory holds.
   */
  private static final String LAST_ATTEMPTS =
      """
      select position, started_at, outcome, status, latency, error
        from (select a.*, row_number() over (partition by position order by started_at desc) as age
                from webhook_attempt a
               where webhook_id = ? and position = any(?)) aged
       where age <= ?
       order by position, started_at
      """;

  /** Two may begin in the same microsecond, each asked for by a request of its own. */
  private static final String ATTEMPT =
      """
      insert into webhook_attempt
        (webhook_id, position, outcome, status, latency, error, started_at)
      values (?, ?, ?, ?, ?, ?, coalesce(
        (select max(a.started_at) + interval '0.000001' second from webhook_attempt a
          where a.webhook_id = ? and a.position = ? and exists (select 1 from webhook_attempt e
            where e.webhook_id = a.webhook_id and e.position = a.position and e.started_at = ?)),
        ?))
      """;

  private final JdbcTemplate jdbc;

  DeliveryRows(JdbcTemplate jdbc) {
    this.jdbc = jdbc;
  }

  /**
   * An attempt and what it made of its delivery.
   *
   * @param event kept from the first failure on; null if it was delivered
   */
  record Result(
      UUID webhookId,
      OutgoingEvent.Head head,
      DeliveryState state,
      @Nullable Instant nextAttemptAt,
      @Nullable String event,
      DeliveryView.AttemptView attempt) {}

  /** An event as it was kept. */
  record Kept(String type, @Nullable UUID fileId, String event) {}

  /** Saves them in order; of one delivery there may be several attempts. */
  void save(List<Result> results) {
    List<Result> first = new ArrayList<>();
    List<Result> later = new ArrayList<>();
    Set<Key> seen = new HashSet<>();
    for (Result each : results) {
      boolean isFirst = seen.add(new Key(each.webhookId(), each.head().position()));
      (isFirst ? first : later).add(each);
    }
    saveOfEachOne(first);
    if (!later.isEmpty()) {
      save(later);
    }
  }

  private record Key(UUID webhookId, long position) {}

  private void saveOfEachOne(List<Result> results) {
    int[] changed =
        jdbc.batchUpdate(
            "update webhook_delivery set state = ?, next_attempt_at = ?,"
                + " event = coalesce(event, ?), changed_at = ?, attempts = attempts + 1"
                + " where webhook_id = ? and position = ?",
            results.stream().map(DeliveryRows::change).toList());
    List<@Nullable Object[]> absent = new ArrayList<>();
    for (int i = 0; i < changed.length; i++) {
      if (changed[i] == 0) {
        absent.add(row(results.get(i)));
      }
    }
    jdbc.batchUpdate(
        "insert into webhook_delivery ("
            + COLUMNS
            + ", event, created_at)"
            + " values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        absent);
    jdbc.batchUpdate(ATTEMPT, results.stream().map(DeliveryRows::attempt).toList());
  }

  private static @Nullable Object[] change(Result result) {
    return new @Nullable Object[] {
      result.state().name(),
      Timestamps.utcOrNull(result.nextAttemptAt()),
      result.event(),
      Timestamps.utc(result.attempt().at()),
      result.webhookId(),
      result.head().position()
    };
  }

  private static @Nullable Object[] row(Result result) {
    return new @Nullable Object[] {
      result.webhookId(),
      result.head().position(),
      result.head().type(),
      result.head().fileId(),
      result.state().name(),
      1,
      Timestamps.utcOrNull(result.nextAttemptAt()),
      Timestamps.utc(result.attempt().at()),
      result.event(),
      Timestamps.utc(result.attempt().at())
    };
  }

  private static @Nullable Object[] attempt(Result result) {
    DeliveryView.AttemptView attempt = result.attempt();
    String error = attempt.error();
    return new @Nullable Object[] {
      result.webhookId(),
      result.head().position(),
      attempt.outcome(),
      attempt.status(),
      attempt.latencyMillis(),
      error == null || error.length() <= LONGEST_ERROR ? error : error.substring(0, LONGEST_ERROR),
      result.webhookId(),
      result.head().position(),
      Timestamps.utc(attempt.at()),
      Timestamps.utc(attempt.at())
    };
  }

  /** The event of a delivery that failed before. */
  Optional<Kept> kept(UUID webhookId, long position) {
    return jdbc
        .query(
            "select type, file_id, event from webhook_delivery"
                + " where webhook_id = ? and position = ? and event is not null",
            (row, _) ->
                new Kept(
                    row.getString("type"),
                    row.getObject("file_id", UUID.class),
                    row.getString("event")),
            webhookId,
            position)
        .stream()
        .findFirst();
  }

  /** The positions between two others of events of a lane that failed before, and are kept. */
  List<Long> kept(UUID webhookId, LaneKey lane, long after, long before) {
    if (lane.isRedelivery()) {
      return List.of();
    }
    UUID file = lane.file();
    UUID process = lane.process();
    // Whose lane one is that is about no file, only the event itself says.
    String own =
        file != null
            ? " and file_id = ?"
            : " and file_id is null and event " + (process == null ? "not like ?" : "like ?");
    return jdbc.query(
        "select position from webhook_delivery where webhook_id = ? and state = 'PENDING'"
            + " and event is not null and position > ? and position < ?"
            + own
            + " order by position",
        (row, _) -> row.getLong(1),
        webhookId,
        after,
        before,
        file != null ? file : "%\"processId\":\"" + (process == null ? "" : process + "\"") + "%");
  }

  /** When an event was first attempted; empty if it was not. */
  Optional<Instant> firstTried(UUID webhookId, long position) {
    return jdbc
        .query(
            "select created_at from webhook_delivery where webhook_id = ? and position = ?",
            (row, _) -> Timestamps.time(row, 1),
            webhookId,
            position)
        .stream()
        .findFirst();
  }

  Optional<DeliveryView> find(UUID webhookId, long position) {
    return logged(
            webhookId,
            jdbc.query(
                "select "
                    + COLUMNS
                    + " from webhook_delivery where webhook_id = ? and position = ?",
                DeliveryRows::read,
                webhookId,
                position))
        .stream()
        .findFirst();
  }

  /** A page of a webhook's deliveries in order of their events, of one state or for null of any. */
  List<DeliveryView> page(UUID webhookId, @Nullable DeliveryState state, long after, int rows) {
    List<Object> arguments = new ArrayList<>(List.of(webhookId, after));
    if (state != null) {
      arguments.add(state.name());
    }
    arguments.add(rows);
    return logged(
        webhookId,
        jdbc.query(
            "select "
                + COLUMNS
                + " from webhook_delivery where webhook_id = ? and position > ?"
                + (state == null ? "" : " and state = ?")
                + " order by position limit ?",
            DeliveryRows::read,
            arguments.toArray()));
  }

  /** Says that a delivery is to be made again, whatever came of it before; empty if unknown. */
  Optional<DeliveryView> again(UUID webhookId, long position, Instant now) {
    int rows =
        jdbc.update(
            "update webhook_delivery set state = 'PENDING', next_attempt_at = ?, changed_at = ?"
                + " where webhook_id = ? and position = ?",
            Timestamps.utc(now),
            Timestamps.utc(now),
            webhookId,
            position);
    return rows == 0 ? Optional.empty() : find(webhookId, position);
  }

  /** Begins a delivery whose attempts, if there were any, are forgotten. */
  void begin(UUID webhookId, CommittedEntry event, Instant now) {
    jdbc.update(
        "insert into webhook_delivery ("
            + COLUMNS
            + ", created_at) values (?, ?, ?, ?, 'PENDING', 0, ?, ?, ?)",
        webhookId,
        event.position(),
        event.entry().type(),
        event.entry().refs().fileId(),
        Timestamps.utc(now),
        Timestamps.utc(now),
        Timestamps.utc(now));
  }

  /** Removes what ended in a state before a moment, at most so many; the answer is how many. */
  int forget(DeliveryState state, Instant before, int most) {
    Object moment = Timestamps.utc(before);
    List<Object[]> old =
        jdbc.query(
            "select webhook_id, position from webhook_delivery where state = ? and changed_at < ?"
                + " limit ?",
            (row, _) ->
                new Object[] {row.getObject(1, UUID.class), row.getLong(2), state.name(), moment},
            state.name(),
            moment,
            most);
    // Not what is asked for again meanwhile.
    jdbc.batchUpdate(
        "delete from webhook_delivery where webhook_id = ? and position = ? and state = ?"
            + " and changed_at < ?",
        old);
    return old.size();
  }

  /** Removes those of a webhook that are about what never happened. */
  void deleteBehind(UUID webhookId, long position) {
    jdbc.update(
        "delete from webhook_delivery where webhook_id = ? and position > ?", webhookId, position);
  }

  /** Removes all of a webhook: there may be more of them than one statement has time for. */
  void delete(UUID webhookId) {
    List<Long> last;
    do {
      last =
          jdbc.query(
              "select position from webhook_delivery where webhook_id = ?"
                  + " order by position offset ? rows fetch first 1 rows only",
              (row, _) -> row.getLong(1),
              webhookId,
              DELETED_AT_ONCE);
      jdbc.update(
          "delete from webhook_delivery where webhook_id = ? and position <= ?",
          webhookId,
          last.isEmpty() ? Long.MAX_VALUE : last.getFirst());
    } while (!last.isEmpty());
  }

  private List<DeliveryView> logged(UUID webhookId, List<DeliveryView> found) {
    if (found.isEmpty()) {
      return found;
    }
    Map<String, List<DeliveryView.AttemptView>> logs = new HashMap<>();
    jdbc.query(
        LAST_ATTEMPTS,
        row -> {
          logs.computeIfAbsent(row.getString("position"), _ -> new ArrayList<>())
              .add(readAttempt(row));
        },
        webhookId,
        found.stream().map(d -> Long.valueOf(d.id())).toArray(Long[]::new),
        DeliveryView.LONGEST_LOG);
    return found.stream().map(d -> d.withLog(logs.getOrDefault(d.id(), List.of()))).toList();
  }

  private static DeliveryView read(ResultSet row, int number) throws SQLException {
    UUID webhookId = row.getObject("webhook_id", UUID.class);
    long position = row.getLong("position");
    return new DeliveryView(
        Long.toString(position),
        DeliveryView.messageId(webhookId, position),
        Event.TYPE_PREFIX + row.getString("type"),
        row.getObject("file_id", UUID.class),
        DeliveryState.valueOf(row.getString("state")),
        row.getInt("attempts"),
        Timestamps.timeOrNull(row, "next_attempt_at"),
        Timestamps.time(row, "changed_at"),
        List.of());
  }

  private static DeliveryView.AttemptView readAttempt(ResultSet row) throws SQLException {
    return new DeliveryView.AttemptView(
        Timestamps.time(row, "started_at"),
        row.getString("outcome"),
        row.getObject("status", Integer.class),
        row.getLong("latency"),
        row.getString("error"));
  }
}
