package org.daxlease.coordination.gathering;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.daxlease.coordination.BusyException;
import org.daxlease.coordination.Caller;
import org.daxlease.coordination.CallerCommand;
import org.daxlease.coordination.Gate;
import org.daxlease.coordination.PlatformThreadExecutor;
import org.daxlease.coordination.SetTime;
import org.daxlease.coordination.idempotency.IdempotencyKey;
import org.daxlease.coordination.idempotency.IdempotentCommands;
import org.daxlease.coordination.idempotency.IdempotentResult;
import org.daxlease.coordination.idempotency.IdempotentTransaction;
import org.daxlease.coordination.idempotency.KeyedExecution;
import org.daxlease.coordination.idempotency.KeyedRequest;
import org.daxlease.coordination.idempotency.StoredResponse;
import org.daxlease.database.EveryDatabase;
import org.daxlease.sql.RoundTrips;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.data.jpa.test.autoconfigure.DataJpaTest;
import org.springframework.boot.jdbc.test.autoconfigure.AutoConfigureTestDatabase;
import org.springframework.boot.jdbc.test.autoconfigure.AutoConfigureTestDatabase.Replace;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.Primary;
import org.springframework.resilience.annotation.EnableResilientMethods;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/** Requests with keys share transactions with others, and each key is answered once for all. */
@EveryDatabase
@DataJpaTest(properties = "spring.datasource.url=jdbc:h2:mem:kinds;LOCK_TIMEOUT=10000")
@AutoConfigureTestDatabase(replace = Replace.NONE)
@Transactional(propagation = Propagation.NEVER)
@Import({RoundTrips.class, CommandKindTest.Clock.class})
@ComponentScan(basePackageClasses = IdempotentTransaction.class)
class CommandKindTest {

  /** Stands still; and a transaction that loses a race is tried again, as in the service. */
  @EnableResilientMethods
  @Primary
  static class Clock extends SetTime {}

  @Autowired private IdempotentTransaction transaction;
  @Autowired private IdempotentCommands commands;

  private static final GatheringProperties LIMITS =
      new GatheringProperties(1, 100, 1000, Duration.ofMinutes(1), Duration.ofMinutes(1));

  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final PlatformThreadExecutor transactionThreads = new PlatformThreadExecutor();
  private Gatherers gatherers;

  /** The transactions, as lists of the commands in them. */
  private final List<List<String>> transactions = new CopyOnWriteArrayList<>();

  private final Gate gate = new Gate();
  private final String run = UUID.randomUUID().toString();
  private CommandKind<String, String> kind;

  @BeforeEach
  void makesTheKind() {
    gatherers =
        new Gatherers(
            LIMITS,
            new GatheringMeters(new SimpleMeterRegistry()),
            transactionThreads,
            new LockWaitQueue(LIMITS, transactionThreads),
            transaction);
    kind = kind();
  }

  @AfterEach
  void endsTheThreads() {
    gate.open();
    threads.close();
    transactionThreads.destroy();
  }

  @Test
  void whatIsRepeatedHasTheAnswerOfTheFirst() {
    assertThat(once("a")).isEqualTo(new KeyedExecution.Now(answer("a")));

    assertThat(once("a"))
        .isInstanceOfSatisfying(
            KeyedExecution.Before.class, b -> assertThat(b.kept().answer()).isEqualTo(answer("a")));
    assertThat(transactions).containsExactly(List.of("a"));
  }

  @Test
  void thoseWithKeysAndThoseWithoutShareATransaction() throws Exception {
    once("earlier");
    Future<?> first = threads.submit(() -> plain("first"));
    gate.awaitSomebody();
    Future<KeyedExecution> again = threads.submit(() -> once("earlier"));
    await().until(() -> kind.waiting() == 1);
    Future<List<String>> without = threads.submit(() -> plain("without", "keys"));
    await().until(() -> kind.waiting() == 3);
    Future<KeyedExecution> fresh = threads.submit(() -> once("fresh"));
    await().until(() -> kind.waiting() == 4);
    gate.open();

    first.get();
    assertThat(again.get()).isInstanceOf(KeyedExecution.Before.class);
    assertThat(without.get()).containsExactly("without!", "keys!");
    assertThat(fresh.get()).isEqualTo(new KeyedExecution.Now(answer("fresh")));
    assertThat(transactions)
        .containsExactly(List.of("earlier"), List.of("first"), List.of("without", "keys", "fresh"));
  }

  @Test
  void oneKeyIsForAllCommandsOfItsRequest() {
    Gathering<List<String>> many = kind.of(Caller.ANONYMOUS, List.of("a", "b"), all -> all);
    KeyedRequest<List<String>> keyed =
        new KeyedRequest<>(key("ab"), all -> new StoredResponse(200, null, null, all.toString()));

    assertThat(many.carryOut(keyed))
        .isEqualTo(new KeyedExecution.Now(new StoredResponse(200, null, null, "[a!, b!]")));
    assertThat(many.carryOut(keyed)).isInstanceOf(KeyedExecution.Before.class);
    assertThat(transactions).containsExactly(List.of("a", "b"));
  }

  @Test
  void whatBlowsUpLeavesNoKeyAndNobodyElseWithoutAnAnswer() throws Exception {
    Future<?> first = threads.submit(() -> plain("first"));
    gate.awaitSomebody();
    Future<KeyedExecution> bad = threads.submit(() -> once("bad"));
    await().until(() -> kind.waiting() == 1);
    Future<KeyedExecution> good = threads.submit(() -> once("good"));
    await().until(() -> kind.waiting() == 2);
    gate.open();

    first.get();
    assertThatThrownBy(bad::get).hasRootCauseMessage("bad");
    assertThat(good.get()).isEqualTo(new KeyedExecution.Now(answer("good")));
    assertThatThrownBy(() -> once("bad")).hasMessage("bad");
    assertThat(once("good")).isInstanceOf(KeyedExecution.Before.class);
  }

  @Test
  void whatMaySucceedLaterGivesItsKeyBack() {
    once("kept");
    for (int i = 0; i < 2; i++) {
      assertThat(once("refused")).isEqualTo(new KeyedExecution.Now(answer("refused")));
    }

    assertThat(transactions)
        .containsExactly(List.of("kept"), List.of("refused"), List.of("refused"));
  }

  @Test
  void whoIsToldToComeBackHearsItAtOnceAndHasTheKeyAgain() {
    AtomicInteger tries = new AtomicInteger();

    assertThatThrownBy(() ->
            commands.executeAmongOthers(
                key("busy"),
                () -> {
                  tries.incrementAndGet();
                  throw new BusyException("too many wait");
                }))
        .isInstanceOf(BusyException.class);

    assertThat(tries).hasValue(1);
    assertThat(commands.executeAmongOthers(key("busy"), () -> once("busy")))
        .isEqualTo(new IdempotentResult.Executed(answer("busy")));
  }

  @Test
  void onAnyNumberOfReplicasEachKeyIsCarriedOutOnce() throws Exception {
    List<CommandKind<String, String>> replicas = List.of(kind(), kind(), kind());
    List<Future<KeyedExecution>> answers = new ArrayList<>();
    for (int i = 0; i < 240; i++) {
      CommandKind<String, String> replica = replicas.get(i % 3);
      String command = "c" + i / 3;
      answers.add(threads.submit(() -> once(replica, command)));
    }

    int carriedOut = 0;
    for (Future<KeyedExecution> answer : answers) {
      carriedOut += answer.get() instanceof KeyedExecution.Now ? 1 : 0;
    }
    assertThat(carriedOut).isEqualTo(80);
  }

  private CommandKind<String, String> kind() {
    return gatherers.kind("test", this::carryOut);
  }

  private List<String> carryOut(List<CallerCommand<String>> asked) {
    List<String> commands = asked.stream().map(CallerCommand::command).toList();
    if (commands.contains("bad")) {
      throw new IllegalStateException("bad");
    }
    transactions.add(commands);
    if (commands.contains("first")) {
      gate.pass();
    }
    return commands.stream().map(c -> c + "!").toList();
  }

  private List<String> plain(String... commands) {
    return kind.<List<String>>of(Caller.ANONYMOUS, List.of(commands), all -> all).carryOut();
  }

  private KeyedExecution once(String command) {
    return once(kind, command);
  }

  private KeyedExecution once(CommandKind<String, String> replica, String command) {
    return replica
        .of(Caller.ANONYMOUS, List.of(command), List::getFirst)
        .carryOut(new KeyedRequest<>(key(command), _ -> answer(command)));
  }

  private IdempotencyKey key(String text) {
    return IdempotencyKey.of("somebody", "POST", "/v1/x", run + text, new byte[0]);
  }

  private static StoredResponse answer(String command) {
    return new StoredResponse(command.equals("refused") ? 409 : 201, "/" + command, null, "{}");
  }
}
