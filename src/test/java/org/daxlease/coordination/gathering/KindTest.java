package org.daxlease.coordination.gathering;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.daxlease.coordination.Asked;
import org.daxlease.coordination.BusyException;
import org.daxlease.coordination.Caller;
import org.daxlease.coordination.SystemThreads;
import org.daxlease.coordination.TimeSource;
import org.daxlease.coordination.idempotency.Answered;
import org.daxlease.coordination.idempotency.IdempotencyKey;
import org.daxlease.coordination.idempotency.IdempotentCommands;
import org.daxlease.coordination.idempotency.IdempotentResult;
import org.daxlease.coordination.idempotency.IdempotentTransaction;
import org.daxlease.coordination.idempotency.Keyed;
import org.daxlease.coordination.idempotency.StoredAnswer;
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
@Import({RoundTrips.class, KindTest.Clock.class})
@ComponentScan(basePackageClasses = IdempotentTransaction.class)
class KindTest {

  /** Stands still; and a transaction that loses a race is tried again, as in the service. */
  @EnableResilientMethods
  @Primary
  static class Clock implements TimeSource {

    @Override
    public Instant now() {
      return Instant.parse("2026-01-01T00:00:00Z");
    }
  }

  @Autowired private IdempotentTransaction transaction;
  @Autowired private IdempotentCommands commands;

  private static final GatheringProperties LIMITS =
      new GatheringProperties(1, 100, 1000, Duration.ofMinutes(1), Duration.ofMinutes(1));

  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final SystemThreads transactionThreads = new SystemThreads();
  private final Gatherings gatherings =
      new Gatherings(
          LIMITS,
          new GatheringMeters(new SimpleMeterRegistry()),
          transactionThreads,
          new Apart(LIMITS, transactionThreads));

  /** The transactions, as lists of the commands in them. */
  private final List<List<String>> transactions = new CopyOnWriteArrayList<>();

  private final Gate gate = new Gate();
  private final String run = UUID.randomUUID().toString();
  private Kind<String, String> kind;

  @BeforeEach
  void makesTheKind() {
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
    assertThat(once("a")).isEqualTo(new Answered.Now(answer("a")));

    assertThat(once("a"))
        .isInstanceOfSatisfying(
            Answered.Before.class, b -> assertThat(b.kept().answer()).isEqualTo(answer("a")));
    assertThat(transactions).containsExactly(List.of("a"));
  }

  @Test
  void thoseWithKeysAndThoseWithoutShareATransaction() throws Exception {
    once("earlier");
    Future<?> first = threads.submit(() -> plain("first"));
    gate.awaitSomebody();
    Future<Answered> again = threads.submit(() -> once("earlier"));
    await().until(() -> kind.waiting() == 1);
    Future<List<String>> without = threads.submit(() -> plain("without", "keys"));
    await().until(() -> kind.waiting() == 3);
    Future<Answered> fresh = threads.submit(() -> once("fresh"));
    await().until(() -> kind.waiting() == 4);
    gate.open();

    first.get();
    assertThat(again.get()).isInstanceOf(Answered.Before.class);
    assertThat(without.get()).containsExactly("without!", "keys!");
    assertThat(fresh.get()).isEqualTo(new Answered.Now(answer("fresh")));
    assertThat(transactions)
        .containsExactly(List.of("earlier"), List.of("first"), List.of("without", "keys", "fresh"));
  }

  @Test
  void oneKeyIsForAllCommandsOfItsRequest() {
    Gathering<List<String>> many = kind.of(Caller.ANONYMOUS, List.of("a", "b"), all -> all);
    Keyed<List<String>> keyed =
        new Keyed<>(key("ab"), all -> new StoredAnswer(200, null, null, all.toString()));

    assertThat(many.carryOut(keyed))
        .isEqualTo(new Answered.Now(new StoredAnswer(200, null, null, "[a!, b!]")));
    assertThat(many.carryOut(keyed)).isInstanceOf(Answered.Before.class);
    assertThat(transactions).containsExactly(List.of("a", "b"));
  }

  @Test
  void whatBlowsUpLeavesNoKeyAndNobodyElseWithoutAnAnswer() throws Exception {
    Future<?> first = threads.submit(() -> plain("first"));
    gate.awaitSomebody();
    Future<Answered> bad = threads.submit(() -> once("bad"));
    await().until(() -> kind.waiting() == 1);
    Future<Answered> good = threads.submit(() -> once("good"));
    await().until(() -> kind.waiting() == 2);
    gate.open();

    first.get();
    assertThatThrownBy(bad::get).hasRootCauseMessage("bad");
    assertThat(good.get()).isEqualTo(new Answered.Now(answer("good")));
    assertThatThrownBy(() -> once("bad")).hasMessage("bad");
    assertThat(once("good")).isInstanceOf(Answered.Before.class);
  }

  @Test
  void whatMaySucceedLaterGivesItsKeyBack() {
    once("kept");
    for (int i = 0; i < 2; i++) {
      assertThat(once("refused")).isEqualTo(new Answered.Now(answer("refused")));
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
    List<Kind<String, String>> replicas = List.of(kind(), kind(), kind());
    List<Future<Answered>> answers = new ArrayList<>();
    for (int i = 0; i < 240; i++) {
      Kind<String, String> replica = replicas.get(i % 3);
      String command = "c" + i / 3;
      answers.add(threads.submit(() -> once(replica, command)));
    }

    int carriedOut = 0;
    for (Future<Answered> answer : answers) {
      carriedOut += answer.get() instanceof Answered.Now ? 1 : 0;
    }
    assertThat(carriedOut).isEqualTo(80);
  }

  private Kind<String, String> kind() {
    return new Kind<>("test", this::carryOut, gatherings, transaction);
  }

  private List<String> carryOut(List<Asked<String>> asked) {
    List<String> commands = asked.stream().map(Asked::command).toList();
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

  private Answered once(String command) {
    return once(kind, command);
  }

  private Answered once(Kind<String, String> replica, String command) {
    return replica
        .of(Caller.ANONYMOUS, List.of(command), List::getFirst)
        .carryOut(new Keyed<>(key(command), _ -> answer(command)));
  }

  private IdempotencyKey key(String text) {
    return IdempotencyKey.of("somebody", "POST", "/v1/x", run + text, new byte[0]);
  }

  private static StoredAnswer answer(String command) {
    return new StoredAnswer(command.equals("refused") ? 409 : 201, "/" + command, null, "{}");
  }
}
