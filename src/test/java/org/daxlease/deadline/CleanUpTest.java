package org.daxlease.deadline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.daxlease.database.EveryDatabase;
import org.daxlease.journal.Entry;
import org.daxlease.journal.Journal;
import org.daxlease.journal.Refs;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

@EveryDatabase
@SpringBootTest(
    webEnvironment = WebEnvironment.NONE,
    properties = {
      "spring.datasource.url=jdbc:h2:mem:cleanup;DB_CLOSE_DELAY=-1",
      "daxlease.deadline.clean-up=1s",
      "daxlease.journal.max-entries=3",
      "daxlease.journal.max-age=0s",
      "daxlease.retention.ended=1s"
    })
class CleanUpTest {

  private static final Instant LONG_AGO = Instant.parse("2026-01-02T12:00:00Z");

  @Autowired private Journal journal;
  @Autowired private JdbcTemplate jdbc;
  @Autowired private PlatformTransactionManager transactions;

  private int count(String table) {
    return jdbc.queryForObject("select count(*) from " + table, Integer.class);
  }

  /** By itself, again and again; what cannot be removed now does not keep the rest. */
  @Test
  void nothingGrowsForEver() {
    jdbc.execute("alter table idempotency rename to idempotency_away");
    try {
      append();
      await().until(() -> count("journal") == 3);
    } finally {
      jdbc.execute("alter table idempotency_away rename to idempotency");
    }
    Object then = LONG_AGO.atOffset(ZoneOffset.UTC);
    jdbc.update(
        "insert into idempotency (scope, body_hash, status, expires_at) values ('s', 'h', 200, ?)",
        then);
    jdbc.update(
        "insert into process (id, host, pid, last_heartbeat_at, lapsed, state, killed, principal,"
            + " registered_at, ended_at, version)"
            + " values (?, 'h', 1, ?, false, 'EXITED', false, 'p', ?, ?, 0)",
        new UUID(LONG_AGO.toEpochMilli() << 16 | 0x7000, 0x8000_0000_0000_0001L),
        then,
        then,
        then);

    await()
        .untilAsserted(() -> {
          assertThat(count("idempotency")).isZero();
          assertThat(count("process")).isZero();
        });
  }

  private void append() {
    List<Entry> old =
        IntStream.range(0, 10)
            .mapToObj(_ -> new Entry("test.old", LONG_AGO, "p", Refs.none(), "{}"))
            .toList();
    new TransactionTemplate(transactions).executeWithoutResult(_ -> journal.append(old));
  }
}
