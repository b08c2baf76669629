package org.daxlease.coordination.retention;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.daxlease.sql.Timestamps;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * A table that is walked in the order of its key, in which its rows were born, a range at a time.
 * So nobody pays for an index by the end: what a walk leaves behind it, and the next meets again,
 * are the few rows that are old and still needed.
 *
 * @param name of the table
 * @param key that its rows were born in the order of
 * @param born the column that says when
 * @param condition what may go, as SQL about the row {@code t}; {@code :before} is the moment that
 *     it must have ended before, {@code :young} an id that no row of that age has reached
 * @param first a key before all others
 * @param last a key after all others
 * @param deleteReferring a statement that removes what refers to such rows, by {@code :from} and
 *     {@code :to} of the range; or null
 */
record EndedTable(
    String name,
    String key,
    String born,
    String condition,
    Object first,
    Object last,
    @Nullable String deleteReferring) {

  /** Rows that are looked at in one transaction. */
  private static final int RANGE = 5_000;

  /** Ids are made by the clocks of replicas, ends are told by that of the database. */
  private static final long CLOCKS_DIFFER_MILLIS = 3_600_000;

  static EndedTable byId(String name, String born, String condition) {
    return byId(name, born, condition, null);
  }

  static EndedTable byId(
      String name, String born, String condition, @Nullable String deleteReferring) {
    return new EndedTable(
        name, "id", born, condition, new UUID(0, 0), new UUID(-1, -1), deleteReferring);
  }

  /**
   * The range that follows on a key.
   *
   * @param to its last key
   * @param isLast whether what comes after it is too young to have ended
   */
  record KeyRange(Object from, Object to, boolean isLast) {}

  KeyRange after(Object from, Instant moment, JdbcClient jdbc) {
    Optional<KeyRange> full =
        jdbc.sql(
                "select %2$s, %3$s from %1$s where %2$s > :from order by %2$s limit 1 offset :skipped"
                    .formatted(name, key, born))
            .param("from", from)
            .param("skipped", RANGE - 1)
            .query((row, _) ->
                new KeyRange(
                    from,
                    row.getObject(1, first.getClass()),
                    !Timestamps.time(row, 2).isBefore(moment)))
            .optional();
    return full.orElse(new KeyRange(from, last, true));
  }

  /** Removes what may go of a range. */
  void remove(KeyRange range, Instant moment, JdbcClient jdbc) {
    String within = "t.%1$s > :from and t.%1$s <= :to".formatted(key);
    Map<String, Object> parameters =
        Map.of(
            "from",
            range.from,
            "to",
            range.to,
            "before",
            Timestamps.utc(moment),
            "young",
            idOf(moment.plusMillis(CLOCKS_DIFFER_MILLIS)));
    if (deleteReferring != null) {
      jdbc.sql(deleteReferring).params(parameters).update();
    }
    jdbc.sql("delete from %s t where %s and %s".formatted(name, within, condition))
        .params(parameters)
        .update();
  }

  /** The first UUIDv7 of a millisecond. */
  private static UUID idOf(Instant moment) {
    return new UUID(moment.toEpochMilli() << 16 | 0x7000, 0x8000_0000_0000_0000L);
  }
}
