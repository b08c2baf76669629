package org.daxlease.coordination.idempotency;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.daxlease.coordination.Gate;
import org.daxlease.coordination.TimeSource;
import org.daxlease.coordination.idempotency.IdempotentResult.Executed;
import org.daxlease.coordination.idempotency.IdempotentResult.Replayed;
import org.daxlease.coordination.idempotency.IdempotentResult.StillRunning;
import org.daxlease.database.EveryDatabase;
import org.daxlease.sql.RoundTrips;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.data.jpa.test.autoconfigure.DataJpaTest;
import org.springframework.boot.jdbc.test.autoconfigure.AutoConfigureTestDatabase;
import org.springframework.boot.jdbc.test.autoconfigure.AutoConfigureTestDatabase.Replace;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.Primary;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/** Two replicas on one database: each is an {@link IdempotentCommands} of its own. */
@EveryDatabase
@DataJpaTest(properties = "spring.datasource.url=jdbc:h2:mem:idempotency;LOCK_TIMEOUT=10000")
@AutoConfigureTestDatabase(replace = Replace.NONE)
@Transactional(propagation = Propagation.NEVER)
@Import({
  RoundTrips.class,
  IdempotencyStore.class,
  IdempotentTransaction.class,
  IdempotentCommandsTest.Clock.class
})
class IdempotentCommandsTest {

  /** Stands still and counts how often it was looked at. */
  @Primary
  static class Clock implements TimeSource {

    private final AtomicInteger calls = new AtomicInteger();

    @Override
    public Instant now() {
      calls.incrementAndGet();
      return Instant.parse("2026-01-01T00:00:00Z");
    }

    int calls() {
      return calls.get();
    }
  }

  private static final StoredResponse ANSWER = new StoredResponse(201, "/v1/x", "\"1\"", "{}");

  @Autowired private IdempotencyStore store;
  @Autowired private IdempotentTransaction transaction;
  @Autowired private Clock time;
  @Autowired private JdbcClient jdbc;

  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final AtomicInteger effects = new AtomicInteger();
  private IdempotentCommands one;
  private IdempotentCommands other;
  private IdempotencyKey key;

  @BeforeEach
  void startReplicas() {
    one = new IdempotentCommands(store, transaction, time);
    other = new IdempotentCommands(store, transaction, time);
    key = key(UUID.randomUUID().toString());
  }

  @AfterEach
  void stop() {
    threads.close();
  }

  @Test
  void answerIsReplayedOnAnyReplica() {
    assertThat(one.execute(key, this::effect)).isEqualTo(new Executed(ANSWER));
    assertThat(other.execute(key, this::effect)).isEqualTo(new Replayed(ANSWER));
    assertThat(effects).hasValue(1);
  }

  @Test
  void whatChangesNothingIsFoundOutBeforeTheKeyHasATransaction() {
    Supplier<StoredResponse> question =
        () -> {
          assertThat(TransactionSynchronizationManager.isActualTransactionActive()).isFalse();
          return effect();
        };

    assertThat(one.executeSafe(key, question)).isEqualTo(new Executed(ANSWER));
    assertThat(other.executeSafe(key, question)).isEqualTo(new Replayed(ANSWER));
    assertThat(effects).hasValue(1);
  }

  @Test
  void loserOfTheRaceGivesTheWinnersAnswer() throws Exception {
    AtomicReference<Future<IdempotentResult>> second = new AtomicReference<>();

    IdempotentResult first =
        one.execute(
            key,
            () -> {
              int before = time.calls();
              second.set(submit(other, key));
              // The second call is made between finding no answer and taking the key.
              await().until(() -> time.calls() == before + 2);
              return effect();
            });

    assertThat(first).isEqualTo(new Executed(ANSWER));
    assertThat(second.get().get()).isEqualTo(new Replayed(ANSWER));
    assertThat(effects).hasValue(1);
  }

  /**
   * Only where there can be a second replica: H2 may let a session wait on for a row that another
   * has inserted and deleted again.
   */
  @Test
  @Tag("postgres")
  void winnerThatWasRefusedLeavesTheKeyToTheLoser() throws Exception {
    StoredResponse conflict = new StoredResponse(409, null, null, "{}");
    Gate gate = new Gate();
    Future<IdempotentResult> first =
        threads.submit(() ->
            one.execute(
                key,
                () -> {
                  gate.pass();
                  return conflict;
                }));
    gate.awaitSomebody();
    Future<IdempotentResult> second = threads.submit(() -> other.execute(key, this::effect));
    gate.open();

    assertThat(first.get()).isEqualTo(new Executed(conflict));
    assertThat(second.get()).isIn(new Executed(ANSWER), new StillRunning());
    assertThat(other.execute(key, this::effect)).isInstanceOfAny(Executed.class, Replayed.class);
    assertThat(effects).hasValue(1);
  }

  @Test
  void manyRepetitionsHaveOneEffectEach() throws Exception {
    List<IdempotencyKey> keys = IntStream.range(0, 50).mapToObj(i -> key("many" + i)).toList();
    List<Future<IdempotentResult>> results =
        keys.stream()
            .flatMap(
                it -> IntStream.range(0, 8).mapToObj(i -> submit(i % 2 == 0 ? one : other, it)))
            .toList();

    for (Future<IdempotentResult> result : results) {
      assertThat(result.get()).isInstanceOfAny(Executed.class, Replayed.class, StillRunning.class);
    }
    assertThat(effects).hasValue(50);
    for (IdempotencyKey it : keys) {
      assertThat(one.execute(it, this::effect)).isEqualTo(new Replayed(ANSWER));
    }
  }

  @Test
  void commandThatThrowsLeavesNoRow() {
    Supplier<StoredResponse> failing =
        () -> {
          throw new IllegalStateException("no");
        };

    assertThat(catchThrowable(() -> one.execute(key, failing))).hasMessage("no");
    assertThat(
            jdbc.sql("select count(*) from idempotency where scope = ?")
                .param(key.scope())
                .query(Long.class)
                .single())
        .isZero();
    assertThat(one.execute(key, this::effect)).isEqualTo(new Executed(ANSWER));
  }

  private Future<IdempotentResult> submit(IdempotentCommands replica, IdempotencyKey it) {
    return threads.submit(() -> replica.execute(it, this::effect));
  }

  private StoredResponse effect() {
    effects.incrementAndGet();
    return ANSWER;
  }

  private static IdempotencyKey key(String text) {
    return IdempotencyKey.of(
        "anonymous", "POST", "/v1/x", text, "{}".getBytes(StandardCharsets.UTF_8));
  }
}
