package org.daxlease.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.daxlease.client.CoordinatorClient;
import org.daxlease.client.Credentials;
import org.daxlease.client.Event;
import org.daxlease.client.EventStream;
import org.daxlease.client.ProblemException;
import org.daxlease.client.ProcessApi;
import org.daxlease.client.ProcessInfo;
import org.daxlease.http.StubServer;
import org.daxlease.http.StubServer.Answer;
import org.daxlease.linux.Proc;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.util.FileSystemUtils;
import tools.jackson.databind.json.JsonMapper;

/** How an agent catches up, and what it makes of single signals. */
class SignalEventConsumerTest {

  private static final int OK = 200;
  private static final int DENIED = 403;
  private static final int GONE = 410;
  private static final int NOT_NOW = 503;

  @TempDir private Path directory;

  private final UUID breakId = UUID.randomUUID();
  private final AtomicInteger beats = new AtomicInteger();
  private final StubServer server = new StubServer();
  private Process process;

  /** Whose processes are signalled; empty for all. */
  private Set<Long> users = Set.of();

  @BeforeEach
  void starts() throws IOException {
    process = new ProcessBuilder("sleep", "600").start();
    server.on("/v1/processes", Answer.json(OK, "{\"items\":[],\"nextCursor\":null}"));
  }

  @AfterEach
  void ends() {
    server.close();
    process.destroyForcibly();
  }

  private void answersHeartbeats(UUID id, Answer answer) {
    server.on(
        "/v1/processes/" + id + "/heartbeat",
        _ -> {
          beats.incrementAndGet();
          return answer;
        });
  }

  private void hasUnacknowledged(ProcessInfo held, String... eventIds) {
    String signals =
        Stream.of(eventIds)
            .map(id ->
                "{\"specversion\":\"1.0\",\"id\":\"%s\",\"source\":\"test\",\"type\":\"org.daxlease.signal\",\"data\":%s}"
                    .formatted(id, data("SIGIO", held)))
            .collect(Collectors.joining(","));
    String process =
        "{\"id\":\"%s\",\"host\":\"host\",\"pid\":%d,\"state\":\"RUNNING\",\"lapsed\":false,\"vouched\":true,\"registeredAt\":\"%s\"}"
            .formatted(held.id(), held.pid(), Instant.EPOCH);
    answersHeartbeats(
        held.id(),
        Answer.json(OK, "{\"process\":%s,\"signals\":[%s]}".formatted(process, signals)));
  }

  private ProcessInfo registered() {
    return Registered.of(process, null);
  }

  private void beginsHolding(ProcessInfo held) {
    follows(held, false, (consumer, _) -> consumer.begin());
  }

  private void follows(
      ProcessInfo held, boolean dryRun, BiConsumer<SignalEventConsumer, TrackedProcess> what) {
    CoordinatorClient coordinator = CoordinatorClient.at(server.uri(), Credentials.NONE);
    ProcessApi processes = coordinator.processes();
    var lifecycle = new AgentLifecycle();
    var permissions = new Permissions(Set.of(RealSignal.SIGIO), users, dryRun);
    try (StateDirectory state = StateDirectory.open(directory, "test");
        ProcessTable processTable =
            new ProcessTable(
                "host",
                processes,
                new ProcessResolver(state),
                new ExitReports(processes, lifecycle, true))) {
      TrackedProcess process = processTable.adopt(held).orElseThrow();
      var sender =
          new SignalSender(processes, coordinator.holdings(), processTable, permissions, lifecycle);
      var collaborators =
          new SignalEventConsumer.Collaborators(
              processTable, sender, new Heartbeats(processes, processTable), lifecycle);

      what.accept(new SignalEventConsumer(coordinator, "host", collaborators, state), process);
    }
  }

  private @Nullable Long position() {
    try (StateDirectory state = StateDirectory.open(directory, "test")) {
      return state.position();
    }
  }

  private String data(String signal, ProcessInfo addressee) {
    return "{\"signal\":\"%s\",\"processId\":\"%s\",\"breakId\":\"%s\"}"
        .formatted(signal, addressee.id(), breakId);
  }

  private EventStream.Block event(String signal, ProcessInfo addressee) {
    var event =
        new Event(
            "1.0",
            "7",
            "test",
            "org.daxlease.signal",
            null,
            null,
            "application/json",
            JsonMapper.shared().readTree(data(signal, addressee)));
    return new EventStream.Block(7L, event, false);
  }

  private void breakIs(int status, String body) {
    server.on("/v1/breaks/" + breakId, Answer.json(status, body));
  }

  private String overdue(ProcessInfo held) {
    return ("{\"id\":\"%s\",\"fileId\":\"%s\",\"processId\":\"%s\",\"stage\":\"SIGIO\",\"pins\":0,"
            + "\"outcome\":\"UNPINNED\",\"signals\":[]}")
        .formatted(breakId, UUID.randomUUID(), held.id());
  }

  /** What its signal is about has ended, so that it is only acknowledged; and that is refused. */
  private ProcessInfo withoutPins() {
    ProcessInfo held = registered();
    breakIs(OK, overdue(held));
    answersHeartbeats(held.id(), Answer.problem(NOT_NOW, "EBUSY"));
    return held;
  }

  /** It is of a service that is newer than this agent; what comes behind it is not. */
  @Test
  void signalOfAnUnknownKindIsPassedOver() {
    follows(registered(), false, (consumer, _) -> consumer.take(event("SIGNEW", registered())));

    assertThat(position()).isEqualTo(7);
  }

  /** As when its disk is full, or somebody has tidied up. */
  @Test
  void signalsGoOnWhereThePositionCannotBeKept() {
    ProcessInfo held = withoutPins();

    follows(
        held,
        false,
        (consumer, _) -> {
          assertThat(FileSystemUtils.deleteRecursively(directory.toFile())).isTrue();
          consumer.take(new EventStream.Block(5L, null, false));
          consumer.take(event("SIGIO", held));
        });

    assertThat(beats).hasValue(1);
  }

  /** Whoever is given roles again a moment later has lost no signal. */
  @Test
  void signalThatMayNotBeLookedIntoNowIsStillToBeDelivered() {
    ProcessInfo held = registered();
    breakIs(DENIED, "{\"code\":\"EACCES\"}");

    follows(
        held,
        false,
        (consumer, _) ->
            assertThatExceptionOfType(ProblemException.class)
                .isThrownBy(() -> consumer.take(event("SIGIO", held))));

    assertThat(position()).isNull();
  }

  @ParameterizedTest
  @CsvSource({"false,1", "true,0"})
  void signalThatIsOutOfDateIsAcknowledgedButNotInADryRun(boolean dryRun, int acknowledged) {
    ProcessInfo held = withoutPins();

    follows(held, dryRun, (consumer, _) -> consumer.take(event("SIGIO", held)));

    assertThat(beats).hasValue(acknowledged);
  }

  /** It is not acknowledged, as nobody has looked at its break. */
  @Test
  void processOfWhichNothingTellsWhoseItIsIsLeftAloneWhereUsersAreNamed() {
    users = Set.of(Proc.user(Math.toIntExact(process.pid())).orElseThrow());
    ProcessInfo held = withoutPins();

    follows(
        held,
        false,
        (consumer, _) -> {
          process.destroyForcibly().onExit().join();
          consumer.take(event("SIGIO", held));
        });

    assertThat(beats).hasValue(0);
    assertThat(position()).isEqualTo(7);
  }

  /** It may be held for long, as in a system call that nothing interrupts. */
  @Test
  void processThatTheServiceHasEndedKeepsNoOtherFromItsSignals() {
    ProcessInfo held = registered();
    answersHeartbeats(held.id(), Answer.problem(GONE, "ESRCH"));

    beginsHolding(held);

    assertThat(beats).hasValue(1);
  }

  @Test
  void processThatMayNotBeSpokenForNowIsLaterTriedAgain() {
    ProcessInfo held = registered();
    answersHeartbeats(held.id(), Answer.problem(DENIED, "EACCES"));
    breakIs(OK, overdue(held));

    follows(
        held,
        false,
        (consumer, process) -> {
          consumer.take(event("SIGIO", held));

          assertThat(process.isDue()).as("due at once").isFalse();
          assertThat(process.unacknowledged()).containsExactly("7");
        });
  }

  /** It may have been denied, which a new agent need not be. */
  @Test
  void whatWasPassedOverIsDeliveredByTheNextAgentOnce() {
    ProcessInfo held = registered();
    users = Set.of(Proc.user(Math.toIntExact(process.pid())).orElseThrow() + 1);
    breakIs(OK, overdue(held));
    hasUnacknowledged(held, "7", "8");
    follows(held, false, (consumer, _) -> consumer.take(event("SIGIO", held)));
    assertThat(position()).isEqualTo(7);
    users = Set.of();

    follows(
        held,
        false,
        (consumer, process) -> {
          consumer.begin();
          assertThat(beats).as("asked, and acknowledged 7, not 8").hasValue(2);
          consumer.begin();
          assertThat(beats).as("a stream that only begins anew").hasValue(2);
        });
  }

  /** What it has not acknowledged is still to be asked for. */
  @Test
  void serviceThatIsInTroubleIsAskedAgain() {
    ProcessInfo held = registered();
    answersHeartbeats(held.id(), Answer.problem(NOT_NOW, "EBUSY"));

    assertThatExceptionOfType(ProblemException.class).isThrownBy(() -> beginsHolding(held));
  }
}
