package org.daxlease.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.daxlease.client.Coordinator;
import org.daxlease.client.Credentials;
import org.daxlease.client.ProblemException;
import org.daxlease.client.ProcessApi;
import org.daxlease.client.ProcessInfo;
import org.daxlease.linux.Proc;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is not acknowledged is asked for with a heartbeat of each process that is held. */
class SignalFollowerTest {

  private static final int GONE = 410;
  private static final int NOT_NOW = 503;

  @TempDir private Path directory;

  private final AtomicInteger beats = new AtomicInteger();
  private HttpServer server;
  private Process process;

  @BeforeEach
  void starts() throws IOException {
    process = new ProcessBuilder("sleep", "600").start();
    server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
    server.createContext(
        "/v1/processes",
        exchange ->
            answer(exchange, 200, "application/json", "{\"items\":[],\"nextCursor\":null}"));
    server.start();
  }

  @AfterEach
  void ends() {
    server.stop(0);
    process.destroyForcibly();
  }

  private static void answer(HttpExchange exchange, int status, String type, String body)
      throws IOException {
    try (exchange) {
      byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
      exchange.getResponseHeaders().set("Content-Type", type);
      exchange.sendResponseHeaders(status, bytes.length);
      exchange.getResponseBody().write(bytes);
    }
  }

  private void refusesHeartbeats(UUID id, int status, String code) {
    server.createContext(
        "/v1/processes/" + id + "/heartbeat",
        exchange -> {
          beats.incrementAndGet();
          answer(exchange, status, "application/problem+json", "{\"code\":\"" + code + "\"}");
        });
  }

  private ProcessInfo registered() {
    int pid = Math.toIntExact(process.pid());
    String start = Proc.startTime(pid).orElseThrow().toString();
    Instant at = Instant.EPOCH;
    return new ProcessInfo(
        UUID.randomUUID(), "host", pid, start, null, null, "RUNNING", false, true, at, at, null);
  }

  private void beginsHolding(ProcessInfo held) {
    URI uri = URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    Coordinator coordinator = Coordinator.at(uri, Credentials.NONE);
    ProcessApi processes = coordinator.processes();
    var life = new Life();
    var permissions = new Permissions(Set.of(), Set.of(), false);
    try (StateDirectory state = StateDirectory.open(directory, "test");
        Roster roster =
            new Roster(
                "host",
                processes,
                new Identification(state),
                new ExitReports(processes, life, true))) {
      assertThat(roster.adopt(held)).isPresent();
      var delivery = new Delivery(processes, coordinator.holdings(), roster, permissions, life);
      var crew = new SignalFollower.Crew(roster, delivery, new Heartbeats(processes, roster), life);

      new SignalFollower(coordinator, "host", crew, state).begin();
    }
  }

  /** It may be held for long, as in a system call that nothing interrupts. */
  @Test
  void processThatTheServiceHasEndedKeepsNoOtherFromItsSignals() {
    ProcessInfo held = registered();
    refusesHeartbeats(held.id(), GONE, "ESRCH");

    beginsHolding(held);

    assertThat(beats).hasValue(1);
  }

  /** What it has not acknowledged is still to be asked for. */
  @Test
  void serviceThatIsInTroubleIsAskedAgain() {
    ProcessInfo held = registered();
    refusesHeartbeats(held.id(), NOT_NOW, "EBUSY");

    assertThatExceptionOfType(ProblemException.class).isThrownBy(() -> beginsHolding(held));
  }
}
