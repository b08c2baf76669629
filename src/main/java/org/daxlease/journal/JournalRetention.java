package org.daxlease.journal;

import java.time.Instant;
import java.util.Objects;
import org.daxlease.sql.Timestamps;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Trims the journal from its beginning. An entry may go only when both limits are exceeded: there
 * are max-entries after it, and it is older than max-age.
 */
@Component
public class JournalRetention {

  /** Rows per transaction: a trim that is far behind must not hold the database up. */
  private static final int BATCH = 10_000;

  private final JournalProperties limits;
  private final JournalReader reader;
  private final JdbcTemplate jdbc;
  private final TransactionTemplate transaction;

  JournalRetention(
      JournalProperties limits,
      JournalReader reader,
      JdbcTemplate jdbc,
      PlatformTransactionManager transactions) {
    this.limits = limits;
    this.reader = reader;
    this.jdbc = jdbc;
    this.transaction = new TransactionTemplate(transactions);
  }

  /**
   * Removes what may go, in transactions of its own; any replica may do it, also at the same time.
   *
   * @param now by the clock that the entries' times come from
   * @return how many entries went
   */
  public int trim(Instant now) {
    int total = 0;
    int removed;
    do {
      removed = Objects.requireNonNull(transaction.execute(_ -> trimBatch(now)));
      total += removed;
    } while (removed == BATCH);
    return total;
  }

  private int trimBatch(Instant now) {
    long oldest = reader.oldest();
    long last = Math.min(reader.head() - limits.maxEntries(), oldest + BATCH - 1);
    if (last < oldest) {
      return 0;
    }
    long kept = Math.min(firstYoung(last, now), firstPending(last));
    return jdbc.update("delete from journal where position < ?", kept);
  }

  /**
   * A signal is told again until it is acknowledged, or nobody waits for its holder any longer; of
   * a SIGBUS that is sent again and again the last hundred.
   */
  private long firstPending(long last) {
    return Objects.requireNonNull(
        jdbc.queryForObject(
            "select coalesce(min(r.position), ?) from (select s.position, row_number()"
                + " over (partition by s.break_id, s.kind order by s.position desc) as age"
                + " from lease_break b join signal s on s.break_id = b.id"
                + " where b.running = true and s.acknowledged_at is null) r where r.age <= 100",
            Long.class,
            last + 1));
  }

  /** Times need not follow positions, so it is the first young entry that ends what may go. */
  private long firstYoung(long last, Instant now) {
    return Objects.requireNonNull(
        jdbc.queryForObject(
            "select coalesce(min(position), ?) from journal"
                + " where position <= ? and occurred_at >= ?",
            Long.class,
            last + 1,
            last,
            Timestamps.utc(now.minus(limits.maxAge()))));
  }
}
