package org.daxlease.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.daxlease.database.EveryDatabase;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** A database that no longer has what it had acknowledged, under a service that stays up. */
@EveryDatabase
@SpringBootTest(
    classes = JournalSlice.class,
    webEnvironment = WebEnvironment.NONE,
    properties = "spring.datasource.url=jdbc:h2:mem:tail")
class TailTest {

  @Autowired private Journal journal;
  @Autowired private ChangeFeed feed;
  @Autowired private JdbcTemplate jdbc;
  @Autowired private PlatformTransactionManager transactions;

  private final List<String> heard = new CopyOnWriteArrayList<>();
  private long start;

  @BeforeEach
  void listen() {
    start =
        feed.onEntries(
            batch -> batch.forEach(r -> heard.add(r.position() - start + r.entry().type())));
  }

  @Test
  void entriesInThePlaceOfLostOnesAreHandedOut() {
    commit("a", "b", "c");
    await().untilAsserted(() -> assertThat(heard).containsExactly("1a", "2b", "3c"));

    replace(1, "x");

    await().untilAsserted(() -> assertThat(heard).containsExactly("1a", "2b", "3c", "2x"));
  }

  /** Nothing is missing where it goes on, so only what stands before that says so. */
  @Test
  void soAreThoseThatHaveOvergrownThem() {
    commit("a", "b", "c");
    await().untilAsserted(() -> assertThat(heard).containsExactly("1a", "2b", "3c"));

    replace(1, "x", "y", "z");

    await().untilAsserted(() -> assertThat(heard).endsWith("2x", "3y", "4z"));
  }

  @Test
  void whatIsTrimmedIsNotLost() {
    commit("a", "b", "c");
    await().untilAsserted(() -> assertThat(heard).containsExactly("1a", "2b", "3c"));

    jdbc.update("delete from journal where position <= ?", start + 3);
    commit("d");

    await().untilAsserted(() -> assertThat(heard).containsExactly("1a", "2b", "3c", "4d"));
  }

  private void commit(String... types) {
    new TransactionTemplate(transactions)
        .executeWithoutResult(_ -> journal.append(Stream.of(types).map(Entries::of).toList()));
  }

  /** As another replica would have it on the new primary, in place of what was behind it. */
  private void replace(long behind, String... types) {
    new TransactionTemplate(transactions)
        .executeWithoutResult(_ -> {
          jdbc.update("delete from journal where position > ?", start + behind);
          jdbc.update("update journal_head set position = ?", start + behind);
          journal.append(Stream.of(types).map(Entries::of).toList());
        });
  }
}
