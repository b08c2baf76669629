package org.daxlease.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import org.daxlease.client.CoordinatorClient;
import org.daxlease.client.Credentials;
import org.daxlease.client.ProcessApi;
import org.daxlease.client.ProcessInfo;
import org.daxlease.http.StubServer;
import org.daxlease.http.StubServer.Answer;
import org.daxlease.linux.PidFd;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Heartbeats to a service that is slow about one process, or gone. */
class HeartbeatsTest {

  private static final Duration TTL = Duration.ofMillis(30);

  @TempDir private Path directory;

  private Process process;
  private final CountDownLatch slow = new CountDownLatch(1);
  private final Map<UUID, AtomicInteger> beats = new ConcurrentHashMap<>();
  private final StubServer server =
      new StubServer().on("/v1/processes", Answer.json(200, "{\"items\":[],\"nextCursor\":null}"));
  private final AgentLifecycle lifecycle = new AgentLifecycle();

  @BeforeEach
  void begins() throws IOException {
    process = new ProcessBuilder("sleep", "600").start();
  }

  @AfterEach
  void ends() {
    process.destroyForcibly();
    lifecycle.end();
    slow.countDown();
    server.close();
  }

  private ProcessTable table(ProcessApi processes, StateDirectory state) {
    return new ProcessTable(
        "host", processes, new ProcessResolver(state), new ExitReports(processes, lifecycle, true));
  }

  private ProcessInfo answered(Runnable first) {
    ProcessInfo registered = Registered.of(process, TTL);
    beats.put(registered.id(), new AtomicInteger());
    server.on(
        "/v1/processes/" + registered.id() + "/heartbeat",
        _ -> {
          beats.get(registered.id()).incrementAndGet();
          first.run();
          return Answer.problem(503, "EBUSY");
        });
    return registered;
  }

  private void keepSlow() {
    try {
      slow.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void moreSignalsThanAHeartbeatTakesAreAcknowledgedByTheNextOnes() throws IOException {
    try (PidFd pidfd = PidFd.open(Math.toIntExact(process.pid())).orElseThrow()) {
      var tracked = new TrackedProcess(Registered.of(process, TTL), pidfd);
      LongStream.rangeClosed(1, 1001).forEach(tracked::acknowledge);

      List<String> first = tracked.unacknowledged();
      tracked.acknowledged(first);

      assertThat(first).hasSize(1000);
      assertThat(tracked.unacknowledged()).hasSize(1).doesNotContainAnyElementsOf(first);
      assertThat(tracked.isDue()).isTrue();
    }
  }

  @ParameterizedTest
  @CsvSource({"400, EINVAL, false", "404, ENOENT, true", "409, ESRCH, true"})
  void processIsGivenUpOnlyIfItIsGone(int status, String code, boolean gone) throws IOException {
    ProcessInfo registered = Registered.of(process, TTL);
    server.on("/v1/processes/" + registered.id() + "/heartbeat", Answer.problem(status, code));
    var processes = CoordinatorClient.at(server.uri(), Credentials.NONE).processes();
    try (StateDirectory state = StateDirectory.open(directory, "test");
        PidFd pidfd = PidFd.open(Math.toIntExact(process.pid())).orElseThrow();
        ProcessTable table = table(processes, state)) {
      var tracked = new TrackedProcess(registered, pidfd);
      tracked.acknowledge(1);

      assertThat(new Heartbeats(processes, table).pending(tracked)).isEmpty();

      assertThat(tracked.unacknowledged().isEmpty()).isEqualTo(gone);
    }
  }

  /** Its lock may be kept for seconds, as by its end with many pins. */
  @Test
  void processThatIsNotAnsweredForKeepsNoOtherFromItsHeartbeats() throws InterruptedException {
    List<ProcessInfo> kept =
        List.of(answered(this::keepSlow), answered(() -> {}), answered(this::keepSlow));
    var processes = CoordinatorClient.at(server.uri(), Credentials.NONE).processes();
    try (StateDirectory state = StateDirectory.open(directory, "test");
        ProcessTable table = table(processes, state)) {
      kept.forEach(each -> assertThat(table.adopt(each)).isPresent());
      var heartbeats = new Heartbeats(processes, table);
      Thread round = Thread.ofVirtual().start(() -> heartbeats.run(lifecycle));

      await().until(() -> beats.get(kept.get(1).id()).get() >= 2);
      assertThat(beats.get(kept.getFirst().id())).as("one at a time").hasValue(1);
      assertThat(beats.get(kept.getLast().id())).as("one at a time").hasValue(1);
      lifecycle.end();
      round.join();
    }
  }
}
