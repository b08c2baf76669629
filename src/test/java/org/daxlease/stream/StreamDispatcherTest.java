package org.daxlease.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.daxlease.DaxLeaseApplication;
import org.daxlease.coordination.Caller;
import org.daxlease.journal.Entries;
import org.daxlease.journal.Entry;
import org.daxlease.journal.Envelopes;
import org.daxlease.journal.JournalFilter;
import org.daxlease.journal.JournalReader;
import org.daxlease.journal.Refs;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.jdbc.core.JdbcTemplate;

/** A dispatcher fed by hand, for what a running service does only by accident. */
@SpringBootTest(
    classes = {DaxLeaseApplication.class, Writer.class},
    webEnvironment = WebEnvironment.NONE,
    properties = "spring.datasource.url=jdbc:h2:mem:dispatcher")
class StreamDispatcherTest {

  private static final int CAPACITY = 10;
  private static final StreamProperties PROPERTIES =
      new StreamProperties(CAPACITY, Duration.ofSeconds(15), Duration.ofSeconds(10), 3, 2);
  private static final UUID PROCESS = new UUID(0x0199000000007000L, 0x8000000000000001L);

  @Autowired private Writer writer;
  @Autowired private JournalReader reader;
  @Autowired private Replay replay;
  @Autowired private Envelopes envelopes;
  @Autowired private JdbcTemplate jdbc;

  private StreamDispatcher dispatcher;
  private long start;

  @BeforeEach
  void dispatcherAtTheEnd() {
    start = reader.head();
    dispatcher = new StreamDispatcher(envelopes, PROPERTIES);
    dispatcher.startAfter(start);
  }

  /** A connection whose other side reads, or does not. */
  private static final class Pipe implements StreamOutput {

    private final ByteArrayOutputStream sent = new ByteArrayOutputStream();
    private volatile boolean reading = true;
    private volatile boolean broken;
    private volatile boolean closed;

    /** Takes one write, and no flush after it until the other side reads. */
    private volatile boolean narrow;

    private volatile boolean flushed;

    @Override
    public boolean ready() {
      return reading;
    }

    @Override
    public synchronized void write(byte[] bytes) {
      if (broken) {
        throw new NoClassDefFoundError("a connection that is broken");
      }
      flushed = false;
      reading = !narrow;
      sent.writeBytes(bytes);
    }

    @Override
    public void flush() {
      flushed = true;
    }

    @Override
    public void close() {
      closed = true;
    }

    synchronized List<String> lines(String prefix) {
      return Arrays.stream(sent.toString(StandardCharsets.UTF_8).split("\n"))
          .filter(line -> line.startsWith(prefix))
          .map(line -> line.substring(prefix.length()))
          .toList();
    }
  }

  private StreamConnection connect(JournalFilter filter, Pipe pipe) {
    return connect(new StreamSubscriber(Caller.ANONYMOUS, () -> true), filter, pipe);
  }

  private StreamConnection connect(StreamSubscriber by, JournalFilter filter, Pipe pipe) {
    return connect(by, filter, pipe, null);
  }

  private StreamConnection connect(
      StreamSubscriber by,
      JournalFilter filter,
      Pipe pipe,
      @Nullable SignalWriteListener listener) {
    return connect(Subscription.from(by, filter, start, List.of()), pipe, listener);
  }

  private StreamConnection connect(
      Subscription asked, Pipe pipe, @Nullable SignalWriteListener listener) {
    StreamConnection connection = new StreamConnection(asked, pipe, dispatcher, replay, envelopes);
    connection.reportTo(listener);
    assertThat(dispatcher.limits().take(connection.principal())).isTrue();
    assertThat(dispatcher.add(connection)).isTrue();
    connection.wake();
    return connection;
  }

  private static List<Entry> entries(int count) {
    return IntStream.range(0, count).mapToObj(_ -> Entries.of("entry")).toList();
  }

  private static Entry signal() {
    return Entries.about("signal.sigio", Refs.process(PROCESS, "node1"));
  }

  /** What the journal's tail would hand over. */
  private void feed(long after, int count) {
    dispatcher.accept(reader.after(after, count, JournalFilter.all()));
  }

  private static List<String> ids(long first, long last) {
    return LongStream.rangeClosed(first, last).mapToObj(Long::toString).toList();
  }

  @Test
  void clientThatDoesNotReadHasABoundedQueueAndMissesNothing() {
    Pipe pipe = new Pipe();
    StreamConnection connection = connect(JournalFilter.all(), pipe);
    await().until(connection::live);
    pipe.reading = false;

    writer.append(entries(100));
    feed(start, 100);

    assertThat(connection.live()).isFalse();
    assertThat(connection.queued()).isEqualTo(CAPACITY);
    await().until(() -> connection.stalled(1, System.nanoTime()));
    pipe.reading = true;
    connection.wake();
    await().until(connection::live);
    assertThat(pipe.lines("id: ")).isEqualTo(ids(start, start + 100));
    assertThat(connection.stalled(1, System.nanoTime())).isFalse();
  }

  @Test
  void entriesTrimmedBeforeTheyWereHandedOutResetWhoWantedThem() {
    Pipe pipe = new Pipe();
    StreamConnection connection = connect(JournalFilter.all(), pipe);
    await().until(connection::live);
    writer.append(entries(10));
    feed(start, 2);
    jdbc.update("delete from journal where position <= ?", start + 6);

    feed(start + 6, 2);
    feed(start + 8, 2);

    await().until(() -> pipe.lines("id: ").contains(Long.toString(start + 10)));
    assertThat(pipe.lines("event: "))
        .containsExactly("entry", "entry", "reset", "entry", "entry", "entry", "entry");
    assertThat(pipe.lines("id: "))
        .containsExactlyElementsOf(
            IntStream.of(0, 1, 2, 6, 7, 8, 9, 10).mapToObj(i -> Long.toString(start + i)).toList());
  }

  /** As after a failover to a standby that lacked the last commits. */
  @Test
  void journalThatGoesBackResetsWhoWasSentMore() {
    Pipe pipe = new Pipe();
    Pipe other = new Pipe();
    StreamConnection connection = connect(JournalFilter.all(), pipe);
    StreamConnection behind = connect(JournalFilter.signalsOf(PROCESS), other);
    await().until(() -> connection.live() && behind.live());
    writer.append(entries(5));
    feed(start, 5);
    Entries.loseBehind(jdbc, start + 2);
    writer.append(signal());

    dispatcher.wentBack(start + 2);
    feed(start + 2, 1);

    await().until(() -> pipe.lines("event: ").contains("signal.sigio"));
    assertThat(pipe.lines("event: "))
        .containsExactly("entry", "entry", "entry", "entry", "entry", "reset", "signal.sigio");
    assertThat(pipe.lines("id: "))
        .containsExactlyElementsOf(
            IntStream.of(0, 1, 2, 3, 4, 5, 2, 3).mapToObj(i -> Long.toString(start + i)).toList());
    await().until(() -> other.lines("event: ").contains("signal.sigio"));
    await().until(() -> connection.live() && behind.live());
  }

  /** Nothing says that its position was given twice but that it was cut off so lately. */
  @Test
  void whoComesBackAfterThatIsResetToo() {
    writer.append(entries(5));
    feed(start, 5);
    Entries.loseBehind(jdbc, start + 2);
    dispatcher.wentBack(start + 2);
    writer.append(entries(4));
    feed(start + 2, 4);
    StreamSubscriber reader = new StreamSubscriber(Caller.ANONYMOUS, () -> true);
    Pipe pipe = new Pipe();
    Pipe fresh = new Pipe();

    StreamConnection back =
        connect(Subscription.resumed(reader, JournalFilter.all(), start + 4), pipe, null);
    StreamConnection begun =
        connect(Subscription.from(reader, JournalFilter.all(), start + 4, List.of()), fresh, null);

    await().until(() -> back.live() && begun.live());
    assertThat(pipe.lines("event: ")).containsExactly("reset", "entry", "entry", "entry", "entry");
    assertThat(fresh.lines("event: ")).containsExactly("entry", "entry");
  }

  @Test
  void entryIsTakenOnceHoweverTheClientIsFound() {
    Pipe pipe = new Pipe();
    Refs refs = Refs.file(PROCESS, "pmem0").withProcess(PROCESS, "node1");
    StreamConnection connection =
        connect(new JournalFilter(PROCESS, null, PROCESS, null, null), pipe);
    await().until(connection::live);

    writer.append(Entries.about("both", refs));
    feed(start, 1);

    await().until(() -> connection.queued() == 0);
    assertThat(pipe.lines("event: ")).containsExactly("both");
  }

  @Test
  void clientThatHasGoneIsFedNoMore() {
    Pipe pipe = new Pipe();
    StreamConnection connection = connect(JournalFilter.signalsOf(PROCESS), pipe);
    await().until(connection::live);

    connection.gone();

    writer.append(signal());
    feed(start, 1);
    assertThat(dispatcher.size()).isZero();
    assertThat(connection.queued()).isZero();
  }

  /** Its connection ended beside the thread that was about to make it live. */
  @Test
  void clientThatHasGoneMeanwhileDoesNotGoLive() {
    StreamConnection connection = connect(JournalFilter.signalsOf(PROCESS), new Pipe());
    await().until(connection::live);
    connection.fallBehind(start);
    connection.gone();

    assertThat(dispatcher.join(connection)).isFalse();

    writer.append(signal());
    feed(start, 1);
    assertThat(connection.live()).isFalse();
    assertThat(connection.queued()).isZero();
  }

  /** What is written and not flushed may never leave this machine. */
  @Test
  void signalIsWitnessedOnceItIsFlushedAndOnlyOnce() {
    List<Long> witnessed = new CopyOnWriteArrayList<>();
    List<Long> early = new CopyOnWriteArrayList<>();
    Pipe pipe = new Pipe();
    StreamConnection connection =
        connect(
            new StreamSubscriber(Caller.ANONYMOUS, () -> true),
            JournalFilter.signalsOf(PROCESS),
            pipe,
            (position, _) -> (pipe.flushed ? witnessed : early).add(position));
    await().until(connection::live);
    pipe.narrow = true;

    writer.append(signal(), signal());
    feed(start, 1);

    await().until(() -> connection.queued() == 0 && connection.stalled(1, System.nanoTime()));
    assertThat(pipe.lines("event: ")).containsExactly("signal.sigio");
    assertThat(witnessed).isEmpty();

    pipe.narrow = false;
    pipe.reading = true;
    connection.wake();
    await().until(() -> !witnessed.isEmpty());
    feed(start + 1, 1);
    await().until(() -> witnessed.contains(start + 2));
    assertThat(witnessed).containsExactly(start + 1, start + 2);
    assertThat(early).isEmpty();
  }

  @Test
  void closedDispatcherEndsItsStreamsAndLetsNoneBegin() {
    Pipe pipe = new Pipe();
    StreamConnection connection = connect(JournalFilter.all(), pipe);
    pipe.reading = false;

    dispatcher.close();

    await().until(() -> pipe.closed && dispatcher.size() == 0);
    assertThat(dispatcher.add(connection)).isFalse();
    assertThat(dispatcher.closed()).isTrue();
  }

  @Test
  void streamEndsWhenItsReadersCredentialsDo() {
    AtomicBoolean good = new AtomicBoolean(true);
    Pipe revoked = new Pipe();
    Pipe other = new Pipe();
    connect(new StreamSubscriber(Caller.ANONYMOUS, good::get), JournalFilter.all(), revoked);
    connect(JournalFilter.all(), other);

    dispatcher.cutOffUnwelcome();
    assertThat(revoked.closed).isFalse();

    good.set(false);
    dispatcher.cutOffUnwelcome();
    await().until(() -> revoked.closed);
    assertThat(other.closed).isFalse();
  }

  /** A beat that throws is the last of its executor. */
  @Test
  void keepAliveGoesOnAfterAnError() {
    AtomicBoolean broken = new AtomicBoolean(true);
    Pipe pipe = new Pipe();
    BooleanSupplier good =
        () -> {
          if (broken.getAndSet(false)) {
            throw new NoClassDefFoundError("credentials that are broken");
          }
          return false;
        };
    connect(new StreamSubscriber(Caller.ANONYMOUS, good), JournalFilter.all(), pipe);
    StreamKeepAlive keepAlive = new StreamKeepAlive(dispatcher, PROPERTIES);

    keepAlive.start();
    try {
      await().until(() -> pipe.closed);
    } finally {
      keepAlive.stop();
    }
  }

  /** Its client can resume elsewhere, and would wait for ever here. */
  @Test
  void streamThatBreaksEnds() {
    Pipe pipe = new Pipe();
    pipe.broken = true;

    connect(JournalFilter.all(), pipe);

    await().until(() -> pipe.closed && dispatcher.size() == 0);
  }

  @Test
  void streamsAreLimitedInAllAndForEachPrincipal() {
    StreamConnection connection = connect(JournalFilter.all(), new Pipe());
    connect(JournalFilter.all(), new Pipe());

    assertThat(dispatcher.limits().take("anonymous")).as("a third of the same").isFalse();
    assertThat(dispatcher.limits().take("other")).as("the third in all").isTrue();
    assertThat(dispatcher.limits().take("another")).as("the fourth in all").isFalse();

    connection.gone();
    connection.gone();
    assertThat(dispatcher.limits().take("another")).as("what one has left").isTrue();
    assertThat(dispatcher.limits().take("another")).as("and only one").isFalse();
  }
}
