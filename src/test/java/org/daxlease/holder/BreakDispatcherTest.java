package org.daxlease.holder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNoException;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.daxlease.client.CoordinatorClient;
import org.daxlease.client.Credentials;
import org.daxlease.client.LeaseInfo;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

class BreakDispatcherTest {

  private static final String STREAM = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n";

  private final LeaseInfo lease = Leases.held();

  private ServerSocket server;

  @BeforeEach
  void starts() throws IOException {
    server = new ServerSocket(0, 0, InetAddress.getLoopbackAddress());
  }

  @AfterEach
  void ends() throws IOException {
    server.close();
  }

  private BreakDispatcher listen(NotificationChannel how) {
    return listen(how, _ -> {});
  }

  private BreakDispatcher listen(NotificationChannel how, BreakListener listener) {
    URI uri = URI.create("http://127.0.0.1:" + server.getLocalPort());
    var listening = new LeasedFile.Listening(how, listener);
    return BreakDispatcher.listen(listening, CoordinatorClient.at(uri, Credentials.NONE), lease);
  }

  private static void readHead(Socket connection) throws IOException {
    var request =
        new BufferedReader(
            new InputStreamReader(connection.getInputStream(), StandardCharsets.UTF_8));
    while (!request.readLine().isEmpty()) {
      // Only that it has been asked for counts.
    }
  }

  /** It would take a connection, a thread, and a place at the service for as long as it lasts. */
  @Test
  void streamThatOpensAfterTheEndIsClosed() throws IOException {
    BreakDispatcher breaks = listen(NotificationChannel.STREAM);
    try (Socket connection = server.accept()) {
      readHead(connection);
      breaks.close();
      connection.getOutputStream().write(STREAM.getBytes(StandardCharsets.UTF_8));

      // Before the silence of a stream would end it.
      connection.setSoTimeout(30_000);
      assertThat(connection.getInputStream().read()).isEqualTo(-1);
    }
  }

  /** A node agent has sent and acknowledged the signal while no stream was open. */
  @Test
  void breakWhoseSignalSomebodyElseHasAcknowledgedIsToldOnceTheStreamIsOpen() throws Exception {
    BlockingQueue<LeaseInfo> told = new LinkedBlockingQueue<>();
    try (BreakDispatcher _ = listen(NotificationChannel.STREAM, told::add);
        Socket stream = server.accept()) {
      readHead(stream);
      stream.getOutputStream().write(STREAM.getBytes(StandardCharsets.UTF_8));
      try (Socket look = server.accept()) {
        readHead(look);
        byte[] shown = JsonMapper.shared().writeValueAsBytes(Leases.broken(lease));
        String head =
            "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n";
        look.getOutputStream().write(head.formatted(shown.length).getBytes(StandardCharsets.UTF_8));
        look.getOutputStream().write(shown);

        assertThat(told.poll(1, TimeUnit.MINUTES)).isEqualTo(Leases.broken(lease));
      }
    }
  }

  /** A signal may come between the handler's look at the files and the end of one of them. */
  @Test
  void signalAfterTheEndDoesNotKeepTheOtherFilesFromHearingIt() {
    BreakDispatcher breaks = listen(NotificationChannel.SIGNAL);
    breaks.close();

    assertThatNoException().isThrownBy(breaks::heard);
  }
}
