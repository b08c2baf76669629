package org.daxlease.coordination.retention;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.daxlease.coordination.retention.EndedTable.KeyRange;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Removes what ended long ago, where somebody has set for how long it is kept. It goes only when
 * nothing that is left refers to it, so a table is looked at after those that refer to it, and what
 * an operation in progress shows stays whole. Tokens, generations and what a file knows of fences
 * are kept in the file's own row, and the journal has a retention of its own.
 */
@Component
public class EndedRows {

  /** So that one call comes to an end, whatever has been left over. */
  private static final int RANGES = 200;

  /** Of the same process on the same file: by the index of lists, among the few old pins left. */
  private static final String NO_OLD_PIN =
      """
      and not exists (select 1 from pin p where p.file_id = t.file_id
        and p.state in ('PINNED', 'UNPINNED', 'REVOKED') and p.id < :young
        and p.process_id = t.process_id)
      """;

  private static final String ENDED_OPERATION =
      """
      t.state in ('COMPLETED', 'CANCELLED', 'EXPIRED', 'REFUSED')
        and t.open_file_id is null and t.ended_at < :before
      """;

  private static final List<EndedTable> TABLES =
      List.of(
          EndedTable.byId("pin", "pinned_at", "t.state <> 'PINNED' and t.ended_at < :before"),
          EndedTable.byId(
              "operation",
              "requested_at",
              ENDED_OPERATION
                  + "and not exists (select 1 from operation_break j where j.operation_id = t.id)",
              """
              delete from operation_break o where o.operation_id > :from and o.operation_id <= :to
                and exists (select 1 from operation t where t.id = o.operation_id and
              """
                  + ENDED_OPERATION
                  + """
                  and not exists (select 1 from operation_break j join lease_break b
                    on b.id = j.break_id where j.operation_id = t.id and b.running = true))
                  """),
          EndedTable.byId(
              "lease_break",
              "begun_at",
              """
              t.running = false and t.ended_at < :before
                and not exists (select 1 from operation_break j where j.break_id = t.id)
              """),
          new EndedTable(
              "signal",
              "position",
              "sent_at",
              """
              t.sent_at < :before
                and not exists (select 1 from lease_break b where b.id = t.break_id)
              """,
              0L,
              Long.MAX_VALUE,
              null),
          EndedTable.byId(
              "lease",
              "taken_at",
              """
              t.live is null and t.ended_at < :before
                and not exists (select 1 from lease_break b where b.lease_id = t.id)
              """
                  + NO_OLD_PIN),
          EndedTable.byId(
              "mapping",
              "created_at",
              "t.state = 'UNMAPPED' and t.ended_at < :before " + NO_OLD_PIN),
          EndedTable.byId(
              "process",
              "registered_at",
              "t.state <> 'RUNNING' and t.ended_at < :before"
                  + unreferenced("process_id", "pin", "mapping", "lease", "lease_break")
                  + unreferenced("requester_process_id", "operation")),
          EndedTable.byId(
              "file",
              "created_at",
              "t.removed = true and t.created_at < :before"
                  + unreferenced(
                      "file_id", "pin", "mapping", "lease", "lease_break", "operation")));

  private final Duration kept;
  private final JdbcClient jdbc;
  private final TransactionTemplate transaction;
  private final Map<EndedTable, Object> reached = new HashMap<>();

  EndedRows(
      RetentionProperties retention, JdbcClient jdbc, PlatformTransactionManager transactions) {
    this.kept = retention.ended();
    this.jdbc = jdbc;
    this.transaction = new TransactionTemplate(transactions);
  }

  /**
   * Removes what has been kept for long enough, in transactions of its own; any replica may do it,
   * also at the same time. Goes on next time where it has come to.
   *
   * @param now by the clock that the ends of rows are told by
   */
  public void removeOld(Instant now) {
    if (!kept.isZero()) {
      TABLES.forEach(table -> remove(table, now.minus(kept)));
    }
  }

  private void remove(EndedTable table, Instant before) {
    boolean goesOn = true;
    for (int i = 0; i < RANGES && goesOn; i++) {
      goesOn = Objects.requireNonNull(transaction.execute(_ -> step(table, before)));
    }
  }

  /** Whether there is more. */
  private boolean step(EndedTable table, Instant before) {
    Object from = reached.getOrDefault(table, table.first());
    KeyRange range = table.after(from, before, jdbc);
    table.remove(range, before, jdbc);
    reached.put(table, range.isLast() ? table.first() : range.to());
    return !range.isLast();
  }

  private static String unreferenced(String column, String... tables) {
    StringBuilder sql = new StringBuilder();
    for (String table : tables) {
      sql.append(" and not exists (select 1 from %s r where r.%s = t.id)".formatted(table, column));
    }
    return sql.toString();
  }
}
