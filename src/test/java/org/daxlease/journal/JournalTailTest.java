package org.daxlease.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.daxlease.database.EveryDatabase;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.RowMapper;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** A database that no longer has what it had acknowledged, under a service that stays up. */
@EveryDatabase
@SpringBootTest(
    classes = JournalSlice.class,
    webEnvironment = WebEnvironment.NONE,
    properties = "spring.datasource.url=jdbc:h2:mem:tail")
class JournalTailTest {

  @Autowired private Journal journal;
  @Autowired private ChangeFeed feed;
  @Autowired private JdbcTemplate jdbc;
  @Autowired private DataSource database;
  @Autowired private PlatformTransactionManager transactions;

  private final Ear ear = new Ear();
  private final List<String> heard = ear.heard;
  private long start;

  /** Begins once the feed is through with what the test before took away. */
  @BeforeEach
  void listen() {
    feed.onEntries(ear);
    commit("begin");
    await().until(() -> !heard.isEmpty() && heard.getLast().endsWith("begin"));
    start = new JournalReader(jdbc).head();
    heard.clear();
  }

  private final class Ear implements ChangeFeed.Listener {

    private final List<String> heard = new CopyOnWriteArrayList<>();

    @Override
    public void accept(List<CommittedEntry> batch) {
      batch.forEach(r -> heard.add(r.position() - start + r.entry().type()));
    }

    @Override
    public void wentBack(long position) {
      heard.add("back to " + (position - start));
    }
  }

  /** Looks at the database only when it is woken. */
  private JournalTail waking(JournalReader reader, Ear listener) {
    var tail =
        new JournalTail(
            reader, new JournalProperties(1_000_000, Duration.ofDays(7), Duration.ofHours(1)));
    tail.onEntries(listener);
    tail.start();
    return tail;
  }

  @Test
  void entriesInThePlaceOfLostOnesAreHandedOut() {
    commit("a", "b", "c");
    await().untilAsserted(() -> assertThat(heard).containsExactly("1a", "2b", "3c"));

    replace(1, "x");

    await()
        .untilAsserted(
            () -> assertThat(heard).containsExactly("1a", "2b", "3c", "back to 1", "2x"));
  }

  /** Nothing is missing where it goes on, so only what stands before that says so. */
  @Test
  void soAreThoseThatHaveOvergrownThem() {
    commit("a", "b", "c");
    await().untilAsserted(() -> assertThat(heard).containsExactly("1a", "2b", "3c"));

    replace(1, "x", "y", "z");

    await().untilAsserted(() -> assertThat(heard).endsWith("back to 1", "2x", "3y", "4z"));
  }

  /** So that nobody goes on with what is not there until something else happens. */
  @Test
  void journalThatHasGoneBackIsToldOfAtOnce() {
    commit("a", "b");
    await().untilAsserted(() -> assertThat(heard).containsExactly("1a", "2b"));

    replace(1);

    await().untilAsserted(() -> assertThat(heard).containsExactly("1a", "2b", "back to 1"));
  }

  /** A webhook or a stream that catches up reads for itself. */
  @Test
  void whatOthersHaveReadBeyondTheFeedMayBeLostAsWell() {
    var reader = new JournalReader(jdbc);
    Ear woken = new Ear();
    JournalTail tail = waking(reader, woken);
    commit("a", "b");
    assertThat(reader.after(start, 2, JournalFilter.all())).hasSize(2);
    replace(1, "x", "y");

    tail.wake();

    await()
        .untilAsserted(
            () -> assertThat(woken.heard).containsExactly("back to 0", "1a", "2x", "3y"));
    tail.stop();
  }

  /** Own commits that had to wait for others' before them are not there on a new primary. */
  @Test
  void whatWasCommittedBeforeAnOutageIsNotPassedOnAfterIt() {
    var broken = new Broken(database);
    Ear woken = new Ear();
    JournalTail tail = waking(new JournalReader(broken), woken);
    broken.fails = true;
    tail.committed(List.of(new CommittedEntry(start + 2, Entries.of("lost"))));
    await().until(() -> broken.failed);
    broken.fails = false;
    commit("a");

    tail.wake();

    await().untilAsserted(() -> assertThat(woken.heard).containsExactly("1a"));
    commit("b");
    tail.wake();
    await().untilAsserted(() -> assertThat(woken.heard).containsExactly("1a", "2b"));
    tail.stop();
  }

  private static final class Broken extends JdbcTemplate {

    private volatile boolean fails;
    private volatile boolean failed;

    Broken(DataSource database) {
      super(database);
    }

    @Override
    public <T> List<T> query(String sql, RowMapper<T> mapper, @Nullable Object... arguments) {
      if (fails) {
        failed = true;
        throw new DataAccessResourceFailureException("away");
      }
      return super.query(sql, mapper, arguments);
    }
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
          Entries.loseBehind(jdbc, start + behind);
          journal.append(Stream.of(types).map(Entries::of).toList());
        });
  }
}
