package org.daxlease.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.daxlease.database.EveryDatabase;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.IllegalTransactionStateException;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

@EveryDatabase
@SpringBootTest(
    classes = JournalSlice.class,
    webEnvironment = WebEnvironment.NONE,
    properties = {
      "spring.datasource.url=jdbc:h2:mem:journal;LOCK_TIMEOUT=10000",
      // Long, so that only the hint after a commit can make the feed quick.
      "daxlease.journal.poll-interval=1h"
    })
@Import(JournalTest.Failing.class)
class JournalTest {

  private static final int WRITERS = 8;
  private static final int TRANSACTIONS = 150;

  private static final UUID PROCESS = UUID.fromString("01990000-0000-7000-8000-0000000000a1");
  private static final UUID OTHER_PROCESS = UUID.fromString("01990000-0000-7000-8000-0000000000a2");
  private static final UUID FILE = UUID.fromString("01990000-0000-7000-8000-0000000000f1");

  @Autowired private Journal journal;
  @Autowired private JournalReader reader;
  @Autowired private ChangeFeed feed;
  @Autowired private Failing failing;
  @Autowired private PlatformTransactionManager transactions;
  @Autowired private JdbcTemplate jdbc;

  /** Fails once it is told to. */
  static class Failing implements JournalListener {

    private volatile boolean fails;

    @Override
    public void committed(List<CommittedEntry> entries) {
      if (fails) {
        fails = false;
        throw new IllegalStateException("a listener that fails");
      }
    }
  }

  @Test
  void writersThatRaceLeaveNoGapAndNoReaderMissesAnEntry() throws Exception {
    long start = reader.head();
    AtomicBoolean done = new AtomicBoolean();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<List<CommittedEntry>> reading = threads.submit(() -> readUntil(done, start));
      List<Future<List<String>>> writing = new ArrayList<>();
      for (int writer = 0; writer < WRITERS; writer++) {
        writing.add(threads.submit(writer(writer)));
      }
      List<List<String>> committed = new ArrayList<>();
      for (Future<List<String>> writer : writing) {
        committed.add(writer.get());
      }
      done.set(true);
      List<CommittedEntry> read = reading.get();

      int total = committed.stream().mapToInt(List::size).sum();
      assertThat(read)
          .extracting(CommittedEntry::position)
          .containsExactlyElementsOf(
              LongStream.rangeClosed(start + 1, start + total).boxed().toList());
      for (int writer = 0; writer < WRITERS; writer++) {
        String own = "{\"w\":%d,".formatted(writer);
        assertThat(read)
            .extracting(recorded -> recorded.entry().data())
            .filteredOn(data -> data.startsWith(own))
            .isEqualTo(committed.get(writer));
      }
    }
  }

  /** A cursor that starts over at each position it has seen, racing the writers. */
  private List<CommittedEntry> readUntil(AtomicBoolean done, long start) {
    List<CommittedEntry> read = new ArrayList<>();
    long cursor = start;
    boolean last;
    do {
      last = done.get();
      List<CommittedEntry> batch = reader.after(cursor, 7, JournalFilter.all());
      read.addAll(batch);
      cursor = batch.isEmpty() ? cursor : batch.getLast().position();
      last &= batch.isEmpty();
    } while (!last);
    return read;
  }

  /** Appends one to three entries per transaction and rolls every fifth one back. */
  private Callable<List<String>> writer(int writer) {
    Random random = new Random(writer);
    TransactionTemplate transaction = new TransactionTemplate(transactions);
    return () -> {
      List<String> committed = new ArrayList<>();
      for (int i = 0; i < TRANSACTIONS; i++) {
        List<String> data = new ArrayList<>();
        for (int entry = 0; entry <= random.nextInt(3); entry++) {
          data.add("{\"w\":%d,\"t\":%d,\"e\":%d}".formatted(writer, i, entry));
        }
        boolean rollBack = random.nextInt(5) == 0;
        transaction.executeWithoutResult(status -> {
          journal.append(data.stream().map(d -> Entries.withData("race", d)).toList());
          if (rollBack) {
            status.setRollbackOnly();
          }
        });
        if (!rollBack) {
          committed.addAll(data);
        }
      }
      return committed;
    };
  }

  @Test
  void transactionRolledBackLeavesNoGap() {
    long head = reader.head();
    TransactionTemplate transaction = new TransactionTemplate(transactions);
    transaction.executeWithoutResult(status -> {
      journal.append(List.of(Entries.of("lost")));
      status.setRollbackOnly();
    });

    assertThat(reader.head()).isEqualTo(head);
    assertThat(append(Entries.of("kept"))).isEqualTo(head + 1);
  }

  @Test
  void appendsInListOrderAndAnswersTheFirstPosition() {
    long head = reader.head();

    long first = append(Entries.of("one"), Entries.of("two"), Entries.of("three"));

    assertThat(first).isEqualTo(head + 1);
    assertThat(reader.after(head, 10, JournalFilter.all()))
        .extracting(recorded -> recorded.entry().type())
        .containsExactly("one", "two", "three");
  }

  /** As when a process exits that has very many pins: more than H2 takes in an array. */
  @Test
  void appendsMoreThanAnArrayHoldsInListOrder() {
    Entry[] entries =
        IntStream.range(0, 65_537)
            .mapToObj(i -> Entries.withData("many", "{\"n\":" + i + "}"))
            .toArray(Entry[]::new);

    long first = append(entries);

    List<Long> some = List.of(first, first + 65_535, first + 65_536);
    assertThat(reader.at(some))
        .extracting(r -> r.entry().data())
        .containsExactly("{\"n\":0}", "{\"n\":65535}", "{\"n\":65536}");
    assertThat(reader.head()).isEqualTo(first + 65_536);
  }

  @Test
  void committedAppendSucceedsWhateverAListenerDoes() {
    long head = reader.head();
    failing.fails = true;

    assertThat(append(Entries.of("kept"))).isEqualTo(head + 1);
    assertThat(failing.fails).isFalse();
  }

  @Test
  void nothingToAppendLocksNothing() {
    assertThat(append()).isZero();
  }

  @Test
  void appendsOnlyInTheTransactionOfTheChange() {
    assertThatExceptionOfType(IllegalTransactionStateException.class)
        .isThrownBy(() -> journal.append(List.of(Entries.of("alone"))));
  }

  @Test
  void readsBackWhatWasWritten() {
    Entry full =
        new Entry(
            "signal.sigio",
            Entries.TIME,
            "alice",
            new Refs(FILE, "pmem0", PROCESS, "node1", "alice", uuid(1), uuid(2), uuid(3)),
            "{\"pins\":\"" + "p".repeat(2_000_000) + "\"}");
    long head = reader.head();

    append(full, Entries.of("bare"));

    assertThat(reader.after(head, 10, JournalFilter.all()))
        .containsExactly(
            new CommittedEntry(head + 1, full), new CommittedEntry(head + 2, Entries.of("bare")));
  }

  /** However far apart they are, no statement goes through all that is between. */
  @Test
  void rareTypeIsLookedForAStretchAtATime() {
    long head = reader.head();
    int common = (int) JournalReader.SPAN;
    append(Collections.nCopies(common, Entries.of("common")).toArray(Entry[]::new));
    long rare = append(Entries.of("rare.one"));
    JournalFilter filter = new JournalFilter(null, null, null, null, "rare.");

    JournalBatch first = reader.batch(head, 10, filter);
    assertThat(first).isEqualTo(new JournalBatch(List.of(), head + common, true, reader.oldest()));
    JournalBatch second = reader.batch(first.upTo(), 10, filter);
    assertThat(second.entries()).extracting(CommittedEntry::position).containsExactly(rare);
    assertThat(second.upTo()).isGreaterThanOrEqualTo(rare);
    assertThat(second.more()).isFalse();

    assertThat(reader.after(head, 10, filter)).isEqualTo(second.entries());
    assertThat(reader.batches(head, 10, filter)).isEqualTo(second);
    assertThat(reader.batch(head, 10, JournalFilter.all().within(ReadScope.ALL)).entries())
        .as("where all is wanted")
        .hasSize(10);
  }

  @Test
  void oneRequestLooksOnlySoFarForWhatIsRare() {
    long head = reader.head();
    long far = JournalReader.MOST_STRETCHES * JournalReader.SPAN;
    jdbc.update("update journal_head set position = position + ?", far);
    long rare = append(Entries.of("rare.one"));
    JournalFilter filter = new JournalFilter(null, null, null, null, "rare.");

    JournalBatch first = reader.batches(head, 10, filter);

    assertThat(first).isEqualTo(new JournalBatch(List.of(), head + far, true, reader.oldest()));
    assertThat(reader.batches(first.upTo(), 10, filter).entries())
        .extracting(CommittedEntry::position)
        .containsExactly(rare);
  }

  static List<JournalFilter> forAPart() {
    return List.of(
        JournalFilter.signalsOf(PROCESS),
        new JournalFilter(null, null, FILE, null, "signal."),
        new JournalFilter(null, "node1", null, null, "signal."),
        new JournalFilter(PROCESS, null, FILE, null, null),
        new JournalFilter(PROCESS, null, null, null, null)
            .within(new ReadScope(ReadScope.Breadth.NOTHING, "alice", Set.of())));
  }

  /** There may be millions of others of the same process or file between one and the next. */
  @ParameterizedTest
  @MethodSource("forAPart")
  void whereAPartIsWantedItIsLookedForAStretchAtATime(JournalFilter filter) {
    long head = signalAStretchLater();

    JournalBatch first = reader.batch(head, 10, filter);

    assertThat(first)
        .isEqualTo(new JournalBatch(List.of(), head + JournalReader.SPAN, true, reader.oldest()));
    assertThat(reader.batch(first.upTo(), 10, filter).entries()).hasSize(1);
  }

  static List<JournalFilter> forTheWhole() {
    return List.of(
        new JournalFilter(PROCESS, null, null, null, null),
        new JournalFilter(null, "node1", null, null, null),
        new JournalFilter(null, null, FILE, null, null),
        new JournalFilter(null, null, null, "pmem0", null));
  }

  @ParameterizedTest
  @MethodSource("forTheWhole")
  void whereTheWholeIsWantedAnIndexLeadsToItAtOnce(JournalFilter filter) {
    long head = signalAStretchLater();

    assertThat(reader.batch(head, 10, filter).entries()).hasSize(1);
  }

  /** Adds one; the answer is where the journal ended before. */
  private long signalAStretchLater() {
    long head = reader.head();
    jdbc.update("update journal_head set position = position + ?", JournalReader.SPAN);
    append(
        new Entry(
            "signal.sigio",
            Entries.of("any").time(),
            "alice",
            new Refs(FILE, "pmem0", PROCESS, "node1", "alice", uuid(1), uuid(2), uuid(3)),
            "{}"));
    return head;
  }

  @Test
  void findsEntriesByPosition() {
    long first = append(Entries.of("one"), Entries.of("two"), Entries.of("three"));

    assertThat(reader.at(List.of(first + 2, first, first + 3)))
        .extracting(recorded -> recorded.entry().type())
        .containsExactly("one", "three");
    assertThat(reader.at(List.of())).isEmpty();
  }

  private static UUID uuid(int last) {
    return new UUID(0x0199000000007000L, 0x8000000000000000L | last);
  }

  static List<JournalFilter> filters() {
    return List.of(
        JournalFilter.all(),
        new JournalFilter(PROCESS, null, null, null, null),
        new JournalFilter(null, "node1", null, null, null),
        new JournalFilter(null, null, FILE, null, null),
        new JournalFilter(null, null, null, "pmem0", null),
        new JournalFilter(null, null, null, null, "pin"),
        new JournalFilter(null, null, null, null, "p_n"),
        new JournalFilter(PROCESS, "node1", FILE, "pmem0", "pin.pinned"),
        new JournalFilter(OTHER_PROCESS, "node1", null, null, null),
        JournalFilter.signalsOf(PROCESS),
        JournalFilter.all().within(new ReadScope(ReadScope.Breadth.ABOUT_FILES, null, Set.of())),
        JournalFilter.all().within(new ReadScope(ReadScope.Breadth.FILES, "alice", Set.of())),
        JournalFilter.all()
            .within(new ReadScope(ReadScope.Breadth.NOTHING, "alice", Set.of("node2"))),
        JournalFilter.signalsOf(PROCESS)
            .within(new ReadScope(ReadScope.Breadth.NOTHING, null, Set.of("n'1", "node1"))),
        JournalFilter.all().within(new ReadScope(ReadScope.Breadth.NOTHING, null, Set.of())));
  }

  @ParameterizedTest
  @MethodSource("filters")
  void databaseAndMemoryFilterAlike(JournalFilter filter) {
    long head = reader.head();
    append(
        Entries.of("pin.pinned"),
        Entries.about(
            "pin.pinned", Refs.file(FILE, "pmem0").withProcess(PROCESS, "node1").ownedBy("alice")),
        Entries.about("file.registered", Refs.file(FILE, "pmem0")),
        Entries.about("filesystem.changed", Refs.filesystem("pmem0")),
        Entries.about("filez.other", Refs.none()),
        Entries.about("p_n.unpinned", Refs.filesystem("pmem0")),
        Entries.about("signal.sigbus", Refs.process(PROCESS, "node1").withLease(uuid(2))),
        Entries.about("signal.sigio", Refs.process(OTHER_PROCESS, "node2")));
    List<CommittedEntry> all = reader.after(head, 10, JournalFilter.all());

    assertThat(reader.after(head, 10, filter))
        .isEqualTo(all.stream().filter(filter::matches).toList());
  }

  @Test
  void everyCommittedEntryIsHandedOutAtOnceAndInOrder() {
    List<Long> seen = Collections.synchronizedList(new ArrayList<>());
    AtomicBoolean fails = new AtomicBoolean(true);
    feed.onEntries(_ -> {
      if (fails.getAndSet(false)) {
        throw new IllegalStateException("a listener that fails");
      }
    });
    AtomicBoolean breaks = new AtomicBoolean(true);
    feed.onEntries(_ -> {
      if (breaks.getAndSet(false)) {
        throw new NoClassDefFoundError("a listener that is broken");
      }
    });
    long after = feed.onEntries(batch -> batch.forEach(r -> seen.add(r.position())));

    append(Entries.of("one"), Entries.of("two"));
    append(Entries.of("three"));
    long head = reader.head();

    await().until(() -> feed.position() == head);
    assertThat(seen)
        .containsExactlyElementsOf(LongStream.rangeClosed(after + 1, head).boxed().toList());
  }

  private long append(Entry... entries) {
    return new TransactionTemplate(transactions).execute(_ -> journal.append(List.of(entries)));
  }
}
