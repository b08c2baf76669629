package org.daxlease.coordination.gathering;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.ContextKey;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.daxlease.coordination.BusyException;
import org.daxlease.coordination.Caller;
import org.daxlease.coordination.CallerCommand;
import org.daxlease.coordination.CommitOutcome;
import org.daxlease.coordination.Gate;
import org.daxlease.coordination.LockWaitTimeoutException;
import org.daxlease.coordination.PlatformThreadExecutor;
import org.daxlease.coordination.TransientFailures;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.dao.QueryTimeoutException;
import org.springframework.transaction.support.TransactionSynchronizationManager;

class GathererTest {

  private static final Duration LONG = Duration.ofMinutes(1);

  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final PlatformThreadExecutor transactionThreads = new PlatformThreadExecutor();
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

  /** The transactions, as lists of the commands in them. */
  private final List<List<String>> transactions = new CopyOnWriteArrayList<>();

  private final Gate gate = new Gate();

  @AfterEach
  void endsTheThreads() {
    gate.open();
    threads.close();
    transactionThreads.destroy();
  }

  @Test
  void aCommandThatComesAloneGoesAtOnceAndNotOnAVirtualThread() {
    AtomicReference<Thread> on = new AtomicReference<>();
    var gatherer =
        gatherer(
            limits(1, 10, 10, LONG),
            commands -> {
              on.set(Thread.currentThread());
              return commands;
            });

    assertThat(gatherer.submit(asked("a"))).containsExactly("a");
    assertThat(on.get().isVirtual()).isFalse();
  }

  @Test
  void spansOfACommandThatComesAloneAreThoseOfItsRequest() throws Exception {
    ContextKey<String> trace = ContextKey.named("trace");
    List<String> seen = new CopyOnWriteArrayList<>();
    var gatherer =
        gatherer(
            limits(1, 10, 10, LONG),
            commands -> {
              seen.add(String.valueOf(Context.current().get(trace)));
              return commands;
            });

    Context.root().with(trace, "of a").wrap(() -> gatherer.submit(asked("a"))).call();
    gatherer.submit(asked("b"));

    assertThat(seen).containsExactly("of a", "null");
  }

  @Test
  void whereNoThreadIsToBeHadTheRequestsOwnDoes() {
    var gatherer = gatherer(limits(1, 10, 10, LONG), commands -> commands);
    transactionThreads.destroy();

    assertThat(gatherer.submit(asked("a"))).containsExactly("a");
    assertThat(gatherer.submit(asked("b"))).containsExactly("b");
  }

  @Test
  void nobodyWaitsForEverWhateverBreaks() throws Exception {
    var gatherer =
        gatherer(
            limits(1, 10, 10, LONG),
            commands -> {
              throw new StackOverflowError();
            });

    Future<List<String>> answer = threads.submit(() -> gatherer.submit(asked("a")));
    assertThatThrownBy(answer::get).hasRootCauseInstanceOf(StackOverflowError.class);
    Future<List<String>> next = threads.submit(() -> gatherer.submit(asked("b")));
    assertThatThrownBy(next::get).hasRootCauseInstanceOf(StackOverflowError.class);
  }

  @Test
  void commandsThatComeWhileOthersCommitShareTheNextTransaction() throws Exception {
    var gatherer = gatherer(limits(1, 100, 100, LONG), this::holdTheFirst);
    List<Future<List<String>>> answers = behindTheFirst(gatherer, 20);
    gate.open();

    for (int i = 0; i < answers.size(); i++) {
      assertThat(answers.get(i).get()).containsExactly(i == 0 ? "first" : "c" + i);
    }
    assertThat(transactions).hasSize(2);
    assertThat(transactions.getLast()).hasSize(20);
    assertThat(registry.get("daxlease.gathering.commands").summary().max()).isEqualTo(20);
    assertThat(registry.get("daxlease.gathering.wait").timer().count()).isEqualTo(21);
  }

  @Test
  void aTransactionTakesNoMoreThanItsShareAndKeepsTheOrderOfArrival() throws Exception {
    var gatherer = gatherer(limits(1, 8, 100, LONG), this::holdTheFirst);
    List<Future<List<String>>> answers = behindTheFirst(gatherer, 20);
    gate.open();

    for (Future<List<String>> answer : answers) {
      assertThat(answer.get()).hasSize(1);
    }
    assertThat(transactions).extracting(List::size).containsExactly(1, 8, 8, 4);
    assertThat(transactions.stream().skip(1).flatMap(List::stream))
        .containsExactlyElementsOf(IntStream.rangeClosed(1, 20).mapToObj(i -> "c" + i).toList());
  }

  @Test
  void aRequestWithManyCommandsStaysWhole() throws Exception {
    var gatherer = gatherer(limits(1, 8, 100, LONG), this::holdTheFirst);
    Future<List<String>> first = threads.submit(() -> gatherer.submit(asked("first")));
    gate.awaitSomebody();
    List<String> many = IntStream.range(0, 30).mapToObj(i -> "m" + i).toList();
    Future<List<String>> all =
        threads.submit(() -> gatherer.submit(asked(many.toArray(String[]::new))));
    gate.open();

    assertThat(first.get()).containsExactly("first");
    assertThat(all.get()).isEqualTo(many);
    assertThat(transactions).extracting(List::size).containsExactly(1, 30);
  }

  @Test
  void whatFillsATransactionBeginsBesideTheOneThatRuns() throws Exception {
    var gatherer = gatherer(limits(2, 8, 100, LONG), this::holdTheFirst);
    List<Future<List<String>>> few = behindTheFirst(gatherer, 7);
    assertThat(transactions).as("seven wait and share").hasSize(1);

    assertThat(gatherer.submit(asked("c8"))).containsExactly("c8");

    assertThat(few.getFirst().isDone()).as("the first still runs").isFalse();
    assertThat(transactions).extracting(List::size).containsExactly(1, 8);
    for (Future<List<String>> each : few.subList(1, few.size())) {
      assertThat(each.get()).hasSize(1);
    }
  }

  @Test
  void whatBlowsUpFailsAlone() throws Exception {
    var gatherer =
        gatherer(
            limits(1, 100, 100, LONG),
            commands -> {
              if (commands.contains("c3")) {
                throw new IllegalStateException("c3 is damaged");
              }
              return holdTheFirst(commands);
            });
    List<Future<List<String>>> answers = behindTheFirst(gatherer, 5);
    gate.open();

    for (int i = 1; i <= 5; i++) {
      Future<List<String>> answer = answers.get(i);
      if (i == 3) {
        assertThatThrownBy(answer::get).hasRootCauseMessage("c3 is damaged");
      } else {
        assertThat(answer.get()).containsExactly("c" + i);
      }
    }
  }

  @Test
  void whatTheDatabaseRefusesForNowIsNotTriedOneByOne() throws Exception {
    AtomicInteger tries = new AtomicInteger();
    var gatherer =
        gatherer(
            limits(1, 100, 100, LONG),
            commands -> {
              if (!commands.contains("first")) {
                tries.incrementAndGet();
                throw new QueryTimeoutException("not now");
              }
              return holdTheFirst(commands);
            });
    List<Future<List<String>>> answers = behindTheFirst(gatherer, 5);
    gate.open();

    for (Future<List<String>> answer : answers.subList(1, 6)) {
      assertThatThrownBy(answer::get).hasCauseInstanceOf(QueryTimeoutException.class);
    }
    assertThat(tries).hasValue(1);
  }

  /** A lock that somebody keeps is nobody's business but of who needs it. */
  @Test
  void whoNeedsALockThatIsKeptWaitsForItApart() throws Exception {
    var lock = new Gate();
    var gatherer = gatherer(limits(1, 100, 100, LONG), needing("c2", 3, lock));
    List<Future<List<String>>> answers = behindTheFirst(gatherer, 3);
    gate.open();

    assertThat(answers.get(1).get(1, TimeUnit.MINUTES)).containsExactly("c1");
    assertThat(answers.get(3).get(1, TimeUnit.MINUTES)).containsExactly("c3");
    lock.awaitSomebody();
    assertThat(later(gatherer, "later").get(1, TimeUnit.MINUTES)).containsExactly("later");
    assertThat(answers.get(2).isDone()).isFalse();
    lock.open();
    assertThat(answers.get(2).get(1, TimeUnit.MINUTES)).containsExactly("c2");
    assertThat(transactions)
        .containsExactly(
            List.of("first"), List.of("c1"), List.of("c3"), List.of("later"), List.of("c2"));
  }

  @Test
  void whoNeedsItAloneWaitsApartToo() throws Exception {
    var lock = new Gate();
    var gatherer = gatherer(limits(1, 100, 100, LONG), needing("locked", 3, lock));
    Future<List<String>> locked = later(gatherer, "locked");
    lock.awaitSomebody();

    assertThat(later(gatherer, "later").get(1, TimeUnit.MINUTES)).containsExactly("later");
    lock.open();
    assertThat(locked.get(1, TimeUnit.MINUTES)).containsExactly("locked");
  }

  @Test
  void whoHasWaitedForALockForTooLongIsToldToComeBack() throws Exception {
    Duration patience = Duration.ofMillis(5);
    var gatherer =
        gatherer(
            limits(1, 100, 100, patience),
            commands -> {
              long begun = System.nanoTime();
              await().until(() -> System.nanoTime() - begun > patience.toNanos());
              throw lockKept();
            });

    assertThatThrownBy(() -> gatherer.submit(asked("locked"))).isInstanceOf(BusyException.class);
  }

  @Test
  void besideATransactionThatStallsAnotherBeginsForHoweverFew() throws Exception {
    Duration stall = Duration.ofMillis(1);
    var gatherer = gatherer(new GatheringProperties(2, 100, 100, stall, LONG), this::holdTheFirst);
    Future<List<String>> first = later(gatherer, "first");
    gate.awaitSomebody();
    long held = System.nanoTime();
    await().until(() -> System.nanoTime() - held > stall.toNanos());

    assertThat(later(gatherer, "b").get(1, TimeUnit.MINUTES)).containsExactly("b");
    assertThat(first.isDone()).isFalse();
  }

  private Future<List<String>> later(Gatherer<String, String> gatherer, String command) {
    return threads.submit(() -> gatherer.submit(asked(command)));
  }

  /** What a command needs a lock for that it does not get the first times, and then waits for. */
  private UnaryOperator<List<String>> needing(String command, int inVain, Gate lock) {
    AtomicInteger tries = new AtomicInteger();
    return commands -> {
      if (commands.contains(command)) {
        if (tries.incrementAndGet() <= inVain) {
          throw lockKept();
        }
        lock.pass();
      }
      return holdTheFirst(commands);
    };
  }

  private static LockWaitTimeoutException lockKept() {
    return new LockWaitTimeoutException(
        "not now", new SQLException("could not obtain lock", "55P03"));
  }

  @Test
  void everybodyLearnsThatTheOutcomeOfTheCommitIsUnknownAndNothingIsDoneTwice() throws Exception {
    AtomicInteger tries = new AtomicInteger();
    var gatherer =
        gatherer(
            limits(1, 100, 100, LONG),
            commands -> {
              if (!commands.contains("first")) {
                tries.incrementAndGet();
                CommitOutcome.inherit(true);
                throw new IllegalStateException("the connection is gone");
              }
              return holdTheFirst(commands);
            });
    threads.submit(() -> gatherer.submit(asked("first")));
    gate.awaitSomebody();
    List<Future<Boolean>> known =
        IntStream.range(0, 3)
            .mapToObj(i -> threads.submit(knowsOutcome(gatherer, "c" + i)))
            .toList();
    await().until(() -> gatherer.waiting() == 3);
    gate.open();

    for (Future<Boolean> each : known) {
      assertThat(each.get()).isFalse();
    }
    assertThat(tries).hasValue(1);
  }

  private static Callable<Boolean> knowsOutcome(Gatherer<String, String> gatherer, String command) {
    return () -> {
      try {
        gatherer.submit(asked(command));
        return true;
      } catch (IllegalStateException e) {
        return !CommitOutcome.isUnknown(e);
      }
    };
  }

  @Test
  void whoFindsTheQueueFullIsToldToComeBackAndNothingIsDone() throws Exception {
    var gatherer = gatherer(limits(1, 100, 3, LONG), this::holdTheFirst);
    List<Future<List<String>>> answers = behindTheFirst(gatherer, 3);

    assertThatThrownBy(() -> gatherer.submit(asked("one too many")))
        .isInstanceOf(BusyException.class)
        .matches(TransientFailures::isTransient);
    gate.open();

    for (Future<List<String>> answer : answers) {
      assertThat(answer.get()).hasSize(1);
    }
    assertThat(transactions.stream().flatMap(List::stream)).doesNotContain("one too many");
  }

  @Test
  void whoHasWaitedForTooLongIsToldToComeBackAndNothingIsDone() throws Exception {
    Duration patience = Duration.ofMillis(5);
    var gatherer = gatherer(limits(1, 100, 100, patience), this::holdTheFirst);
    List<Future<List<String>>> answers = behindTheFirst(gatherer, 2);
    long queued = System.nanoTime();
    await().until(() -> System.nanoTime() - queued > patience.toNanos());
    gate.open();

    assertThat(answers.getFirst().get()).containsExactly("first");
    for (Future<List<String>> answer : answers.subList(1, 3)) {
      assertThatThrownBy(answer::get).hasCauseInstanceOf(BusyException.class);
    }
    assertThat(transactions).hasSize(1);
  }

  @Test
  void aCommandWithinATransactionJoinsIt() throws Exception {
    var gatherer = gatherer(limits(1, 100, 100, LONG), this::holdTheFirst);
    Future<List<String>> first = threads.submit(() -> gatherer.submit(asked("first")));
    gate.awaitSomebody();
    TransactionSynchronizationManager.setActualTransactionActive(true);
    try {
      assertThat(gatherer.submit(asked("with its key"))).containsExactly("with its key");
    } finally {
      TransactionSynchronizationManager.clear();
    }
    assertThat(first.isDone()).isFalse();
    gate.open();
    assertThat(first.get()).containsExactly("first");
  }

  @Test
  void whoIsInterruptedHearsWhatBecameOfItsCommand() throws Exception {
    var gatherer = gatherer(limits(1, 100, 100, LONG), this::holdTheFirst);
    threads.submit(() -> gatherer.submit(asked("first")));
    gate.awaitSomebody();
    AtomicReference<Thread> waiter = new AtomicReference<>();
    Future<Boolean> interrupted =
        threads.submit(() -> {
          waiter.set(Thread.currentThread());
          return gatherer.submit(asked("c")).equals(List.of("c"))
              && Thread.currentThread().isInterrupted();
        });
    await().until(() -> gatherer.waiting() == 1);
    waiter.get().interrupt();
    gate.open();

    assertThat(interrupted.get()).isTrue();
  }

  @Test
  void manyThreadsGetTheirOwnAnswersHoweverTheyMeet() throws Exception {
    var gatherer = gatherer(limits(2, 16, 10_000, LONG), commands -> commands);
    List<Future<Boolean>> clients = new ArrayList<>();
    for (int c = 0; c < 64; c++) {
      String name = "client " + c + " ";
      clients.add(
          threads.submit(() -> {
            for (int i = 0; i < 500; i++) {
              String command = name + i;
              if (!gatherer.submit(asked(command)).equals(List.of(command))) {
                return false;
              }
            }
            return true;
          }));
    }
    for (Future<Boolean> client : clients) {
      assertThat(client.get()).isTrue();
    }
    assertThat(gatherer.waiting()).isZero();
  }

  /** A first command in a transaction that does not end, and others that wait for it in order. */
  private List<Future<List<String>>> behindTheFirst(Gatherer<String, String> gatherer, int others)
      throws InterruptedException {
    List<Future<List<String>>> answers = new ArrayList<>();
    answers.add(threads.submit(() -> gatherer.submit(asked("first"))));
    gate.awaitSomebody();
    for (int i = 1; i <= others; i++) {
      String command = "c" + i;
      int before = i;
      answers.add(threads.submit(() -> gatherer.submit(asked(command))));
      await().until(() -> gatherer.waiting() == before);
    }
    return answers;
  }

  private List<String> holdTheFirst(List<String> commands) {
    transactions.add(commands);
    if (commands.contains("first")) {
      gate.pass();
    }
    return commands;
  }

  private Gatherer<String, String> gatherer(
      GatheringProperties limits, UnaryOperator<List<String>> work) {
    return new Gatherer<>(
        asked -> work.apply(asked.stream().map(CallerCommand::command).toList()),
        limits,
        new GatheringMeters(registry).of("test"),
        transactionThreads,
        new LockWaitQueue(limits, transactionThreads));
  }

  private static List<CallerCommand<String>> asked(String... commands) {
    return CallerCommand.by(Caller.ANONYMOUS, List.of(commands));
  }

  private static GatheringProperties limits(
      int transactions, int commands, int queue, Duration patience) {
    return new GatheringProperties(transactions, commands, queue, LONG, patience);
  }
}
