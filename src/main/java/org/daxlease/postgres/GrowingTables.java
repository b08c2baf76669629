package org.daxlease.postgres;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.daxlease.journal.CommittedEntry;
import org.daxlease.journal.JournalListener;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/**
 * Has PostgreSQL look again at tables that have more than doubled since it last did. A plan that
 * was made while a table was small is to read all of it, and is kept until then; autovacuum looks
 * once a minute, in which a table may get a hundred thousand rows.
 */
@Component
class GrowingTables implements JournalListener {

  private static final Logger log = LoggerFactory.getLogger(GrowingTables.class);

  private static final Duration PAUSE = Duration.ofSeconds(1);

  /** Those of few rows are read as fast in any way. */
  private static final String GROWN =
      """
      select string_agg(quote_ident(s.relname), ', ') from pg_stat_user_tables s join pg_class c on c.oid = s.relid
        where s.schemaname = current_schema() and s.n_live_tup > 2 * greatest(c.reltuples, 250)
      """;

  private final JdbcTemplate jdbc;
  private final boolean postgres;
  private final AtomicLong last = new AtomicLong(System.nanoTime());

  GrowingTables(JdbcTemplate jdbc, UnpooledConnections connections) {
    this.jdbc = jdbc;
    this.postgres = connections.url().isPresent();
  }

  @Override
  public void committed(List<CommittedEntry> entries) {
    long before = last.get();
    long now = System.nanoTime();
    if (postgres && now - before > PAUSE.toNanos() && last.compareAndSet(before, now)) {
      Thread.ofVirtual().name("growing-tables").start(this::look);
    }
  }

  private void look() {
    try {
      String grown = jdbc.queryForObject(GROWN, String.class);
      if (grown != null) {
        jdbc.execute("analyze " + grown);
      }
    } catch (DataAccessException e) {
      // Autovacuum will.
      log.debug("The tables could not be looked at", e);
    }
  }
}
