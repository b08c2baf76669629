package org.daxlease.coordination;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.daxlease.coordination.ByHand.value;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.daxlease.coordination.EvidenceService.Arrived;
import org.daxlease.coordination.gathering.GatheredCommands;
import org.daxlease.coordination.idempotency.IdempotencyKey;
import org.daxlease.coordination.idempotency.IdempotentCommands;
import org.daxlease.coordination.idempotency.IdempotentResult;
import org.daxlease.coordination.idempotency.IdempotentTransaction;
import org.daxlease.coordination.idempotency.KeyedRequest;
import org.daxlease.coordination.idempotency.StoredResponse;
import org.daxlease.database.EveryDatabase;
import org.daxlease.protocol.Access;
import org.daxlease.protocol.DeliveryPath;
import org.daxlease.protocol.Pin;
import org.daxlease.protocol.Protection;
import org.daxlease.protocol.Term;
import org.daxlease.sql.Databases;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.support.TransactionTemplate;

/** Somebody keeps a lock for long; who needs it waits, and nobody else does. */
@EveryDatabase
@SpringBootTest(
    webEnvironment = WebEnvironment.NONE,
    properties = {
      "spring.datasource.url=jdbc:h2:mem:kept-locks;LOCK_TIMEOUT=300",
      // Whoever keeps a lock here does so for as long as the test takes, on however slow a machine.
      "daxlease.gathering.patience=5m",
      // All are one principal's, whose account nobody may keep while it waits for a file.
      "daxlease.security.quota.max-pins=1000",
      "daxlease.postgres.idle-in-transaction-timeout=5m",
      "daxlease.postgres.lock-timeout=300ms"
    })
class KeptLocksTest {

  private static final int OTHERS = 20;
  private static final int PAGE = 4096;
  private static final StoredResponse ANSWER = new StoredResponse(200, null, null, null);

  @Autowired private GatheredCommands commands;
  @Autowired private ProcessService processes;
  @Autowired private FileService files;
  @Autowired private OperationService operations;
  @Autowired private Repositories rows;
  @Autowired private SliceLoader loader;
  @Autowired private TransactionTemplate transactions;
  @Autowired private IdempotentCommands idempotent;
  @Autowired private IdempotentTransaction keyed;
  @Autowired private JdbcConnectionDetails database;
  @Autowired private JdbcTemplate jdbc;
  @Autowired private SignalRepository signals;
  @Autowired private EvidenceService evidence;

  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final Gate gate = new Gate();
  private int registered;

  @AfterEach
  void end() {
    gate.open();
    threads.close();
  }

  @Test
  void heartbeatsOfOthersAreTakenWhileAProcessIsBeingEnded() throws Exception {
    UUID ending = process();
    List<UUID> others = new ArrayList<>();
    for (int i = 0; i < OTHERS; i++) {
      others.add(process());
    }
    Future<?> holding = keeping(() -> rows.processes().lock(Set.of(ending)));

    assertOnlyOneWaits(holding, this::beat, ending, others);
  }

  @Test
  void pinsOnOtherFilesAreMadeWhileAFileIsKept() throws Exception {
    UUID kept = file();
    UUID keptMapping = mapping(process(), kept);
    UUID free = file();
    List<UUID> mappings = new ArrayList<>();
    for (int i = 0; i < OTHERS; i++) {
      mappings.add(mapping(process(), free));
    }
    Future<?> holding = keeping(() -> rows.files().lock(Set.of(kept)));

    assertOnlyOneWaits(holding, this::pin, keptMapping, mappings);
  }

  @Test
  void aHolderThatIsBeingEndedDoesNotHoldUpTheBreakOfItsLease() throws Exception {
    UUID ending = process();
    UUID file = file();
    pin(mapping(ending, file), Term.LONGTERM);
    Future<?> holding = keeping(() -> rows.processes().lock(Set.of(ending)));

    OperationView truncate = value(operations.request(Caller.ANONYMOUS, ByHand.truncate(file)));

    assertThat(truncate.breaks()).hasSize(1);
    assertThat(holding.isDone()).isFalse();
  }

  /** By a request on another replica, which has not ended yet: H2 has none. */
  @Test
  @Tag("postgres")
  void requestsWithOtherKeysAreCarriedOutWhileAKeyIsKept() throws Exception {
    IdempotencyKey kept = key();
    UUID process = process();
    KeyedRequest<UUID> elsewhere = new KeyedRequest<>(kept, _ -> ANSWER);
    Future<?> holding = keeping(() -> keyed.execute(List.of(elsewhere), _ -> Map.of()));

    Future<IdempotentResult> waiting = threads.submit(() -> beat(process, kept));
    List<Future<IdempotentResult>> others = new ArrayList<>();
    for (int i = 0; i < OTHERS; i++) {
      others.add(threads.submit(() -> beat(process, key())));
    }

    for (Future<IdempotentResult> other : others) {
      assertThat(other.get(1, TimeUnit.MINUTES)).isInstanceOf(IdempotentResult.Executed.class);
    }
    assertThat(waiting.get(1, TimeUnit.MINUTES)).isEqualTo(new IdempotentResult.StillRunning());
    assertThat(holding.isDone()).isFalse();
  }

  private IdempotentResult beat(UUID process, IdempotencyKey key) {
    var beat = new SendHeartbeat(process, List.of());
    return idempotent.executeAmongOthers(
        key,
        () ->
            commands
                .heartbeat(Caller.ANONYMOUS, beat)
                .carryOut(new KeyedRequest<>(key, _ -> ANSWER)));
  }

  private static IdempotencyKey key() {
    String text = UUID.randomUUID().toString();
    return IdempotencyKey.of("anonymous", "POST", "/v1/heartbeats", text, new byte[0]);
  }

  /** H2 has one lock for all, and is asked again until it is to be had. */
  @Test
  void whoAddsToAProcessDoesNotKeepItFromShowingThatItLives() throws Exception {
    UUID process = process();
    Future<?> holding = keeping(() -> loader.share(TargetKind.PROCESS, Set.of(process)));

    if (Databases.isH2(database)) {
      Future<?> beating = threads.submit(() -> beat(process));
      gate.open();
      beating.get(1, TimeUnit.MINUTES);
    } else {
      beat(process);
      assertThat(holding.isDone()).isFalse();
    }
  }

  @Test
  @Tag("postgres")
  void whoSaysHowSignalsArrivedLocksThemInTheOrderOfTheirPositions() throws Exception {
    long first = signalTo(process());
    long second = signalTo(process());

    assertNotLockedBefore(
        first,
        second,
        () ->
            evidence.record(
                List.of(
                    new Arrived(second, DeliveryPath.STREAM, null),
                    new Arrived(first, DeliveryPath.WEBHOOK, null))));
  }

  @Test
  @Tag("postgres")
  void whoAcknowledgesSignalsLocksThemInTheOrderOfTheirPositions() throws Exception {
    UUID one = process();
    UUID other = process();
    long first = signalTo(one);
    long second = signalTo(other);

    assertNotLockedBefore(
        first,
        second,
        () ->
            processes.heartbeat(
                CallerCommand.by(
                    Caller.ANONYMOUS,
                    List.of(
                        new SendHeartbeat(other, List.of(second)),
                        new SendHeartbeat(one, List.of(first))))));
  }

  private long signalTo(UUID process) {
    UUID file = file();
    pin(mapping(process, file), Term.LONGTERM);
    value(operations.request(Caller.ANONYMOUS, ByHand.truncate(file)));
    return signals.pending(process).getFirst();
  }

  /** Else it would wait for somebody who waits for it. */
  private void assertNotLockedBefore(long first, long second, Runnable command) throws Exception {
    Future<?> holding = keeping(() -> signals.lock(List.of(first)));
    Future<?> waiting = threads.submit(command);
    await()
        .until(() ->
            jdbc.queryForObject(
                """
                select exists (select 1 from pg_stat_activity
                  where datname = current_database() and wait_event_type = 'Lock')
                """,
                Boolean.class));

    assertThat(
            jdbc.queryForList(
                "select position from signal where position = ? for update skip locked",
                Long.class,
                second))
        .containsExactly(second);

    gate.open();
    holding.get(1, TimeUnit.MINUTES);
    settle(waiting);
  }

  /** Has somebody lock something and keep that until it is let go. */
  private Future<?> keeping(Runnable lock) throws InterruptedException {
    Future<?> holding =
        threads.submit(() ->
            transactions.executeWithoutResult(_ -> {
              lock.run();
              gate.pass();
            }));
    gate.awaitSomebody();
    return holding;
  }

  private void assertOnlyOneWaits(
      Future<?> holding, Consumer<UUID> command, UUID one, List<UUID> others) throws Exception {
    Future<?> waiting = threads.submit(() -> command.accept(one));
    List<Future<?>> answers = new ArrayList<>();
    others.forEach(id -> answers.add(threads.submit(() -> command.accept(id))));
    for (Future<?> answer : answers) {
      answer.get(1, TimeUnit.MINUTES);
    }
    assertThat(holding.isDone()).isFalse();
    gate.open();
    settle(waiting);
  }

  /** Whoever needs the lock has it in the end, or is told to come back. */
  private static void settle(Future<?> waiting) throws Exception {
    try {
      waiting.get(1, TimeUnit.MINUTES);
    } catch (ExecutionException e) {
      assertThat(e.getCause()).matches(TransientFailures::isTransient);
    }
  }

  private void beat(UUID process) {
    value(commands.heartbeat(Caller.ANONYMOUS, new SendHeartbeat(process, List.of())).carryOut());
  }

  private void pin(UUID mapping) {
    pin(mapping, Term.SHORT);
  }

  private void pin(UUID mapping, Term term) {
    var asked = new PinPages(mapping, 0, PAGE, new Pin.Use(Access.WRITE, term));
    value(commands.pin(Caller.ANONYMOUS, asked).carryOut());
  }

  private UUID process() {
    var asked =
        new RegisterProcess(
            "h-" + UUID.randomUUID(), ++registered, null, null, Duration.ofHours(1));
    return value(processes.register(Caller.ANONYMOUS, asked)).id();
  }

  private UUID file() {
    return value(
            files.register(
                Caller.ANONYMOUS, DaxFiles.of("kept", "/" + UUID.randomUUID(), 16L * PAGE)))
        .id();
  }

  private UUID mapping(UUID process, UUID file) {
    var asked = new MapFile(process, file, 0, 16L * PAGE, Protection.READ_WRITE);
    return value(commands.map(Caller.ANONYMOUS, asked).carryOut()).id();
  }
}
