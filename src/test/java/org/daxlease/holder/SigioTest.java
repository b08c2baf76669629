package org.daxlease.holder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import org.daxlease.client.CoordinatorClient;
import org.daxlease.client.Credentials;
import org.daxlease.client.FileInfo;
import org.daxlease.client.ProblemException;
import org.daxlease.http.StubServer;
import org.daxlease.http.StubServer.Answer;
import org.daxlease.http.StubServer.Request;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;
import sun.misc.Signal;
import sun.misc.SignalHandler;

/** SIGIO ends a process that does not catch it. */
@Isolated("takes the signal from the whole JVM")
class SigioTest {

  private static final Signal SIGIO = new Signal("IO");
  private static final String PROCESS =
      """
      {"id": "%s", "host": "h", "pid": 7, "state": "RUNNING", "lapsed": false, "vouched": false,
       "lastHeartbeatAt": "2026-01-01T00:00:00Z", "registeredAt": "2026-01-01T00:00:00Z"}
      """;
  private static final String MAPPING =
      """
      {"id": "%1$s", "processId": "%1$s", "fileId": "%1$s", "offset": 0, "length": 4096,
       "protection": "READ_WRITE", "state": "MAPPED"}
      """;

  @TempDir private Path directory;

  private final AtomicReference<@Nullable SignalHandler> whenLeased = new AtomicReference<>();
  private final StubServer server = new StubServer();
  private SignalHandler before;

  @BeforeEach
  void starts() {
    before = Signal.handle(SIGIO, SignalHandler.SIG_IGN);
    UUID id = UUID.randomUUID();
    server
        .on("/v1/processes", request -> makes(request, PROCESS.formatted(id)))
        .on("/v1/mappings", request -> makes(request, MAPPING.formatted(id)))
        .on(
            "/v1/leases",
            _ -> {
              whenLeased.set(Signal.handle(SIGIO, SignalHandler.SIG_IGN));
              return Answer.problem(409, "EAGAIN");
            });
  }

  @AfterEach
  void ends() {
    Signal.handle(SIGIO, before);
    server.close();
  }

  private static Answer makes(Request request, String what) {
    return request.method().equals("DELETE") ? Answer.of(204) : Answer.json(201, what);
  }

  private void opens(NotificationChannel how) throws IOException {
    Path path = Files.write(directory.resolve("file"), new byte[4096]);
    var file =
        new FileInfo(UUID.randomUUID(), "pmem0", "/file", "DAX", 4096, 4096, 1, Instant.EPOCH);
    CoordinatorClient coordinator = CoordinatorClient.at(server.uri(), Credentials.NONE);
    var listening = new LeasedFile.Listening(how, _ -> {});
    assertThatExceptionOfType(ProblemException.class)
        .isThrownBy(() -> LeasedFile.open(coordinator, "h", path, file, listening));
  }

  @Test
  void isCaughtBeforeThereIsALeaseThatMayBeBroken() throws IOException {
    opens(NotificationChannel.SIGNAL);

    assertThat(whenLeased.get()).isNotNull().isNotSameAs(SignalHandler.SIG_IGN);
  }

  /** An agent sends it to these, too. */
  @Test
  void isCaughtWhereSignalsAreReadFromAStream() throws IOException {
    opens(NotificationChannel.STREAM);

    assertThat(whenLeased.get()).isNotNull().isNotSameAs(SignalHandler.SIG_IGN);
  }

  @Test
  void handlerOfTheApplicationStaysWhereSignalsAreReadFromAStream() throws IOException {
    SignalHandler own = _ -> {};
    Signal.handle(SIGIO, own);

    opens(NotificationChannel.STREAM);

    assertThat(whenLeased.get()).isSameAs(own);
  }
}
