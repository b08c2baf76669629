package org.daxlease.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A connection can break anywhere in an answer. */
class BrokenAnswersTest {

  private final ServerSocket server = open();

  private static ServerSocket open() {
    try {
      return new ServerSocket(0, 0, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  enum Call {
    READ,
    VOID;

    private void ask(ProcessApi processes) {
      switch (this) {
        case READ -> processes.process(UUID.randomUUID());
        case VOID -> processes.exited(UUID.randomUUID());
      }
    }
  }

  @AfterEach
  void endsTheServer() throws IOException {
    server.close();
  }

  /** Promises more than comes, or sends all that comes. */
  private void breaksOff(String answer) {
    Thread.ofVirtual()
        .start(() -> {
          try {
            while (true) {
              answer(answer);
            }
          } catch (SocketException e) {
            // The test is over.
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        });
  }

  private void answer(String answer) throws IOException {
    try (Socket connection = server.accept();
        var request =
            new BufferedReader(
                new InputStreamReader(connection.getInputStream(), StandardCharsets.UTF_8))) {
      readHead(request);
      connection.getOutputStream().write(answer.getBytes(StandardCharsets.UTF_8));
    }
  }

  /** A refusal that never ends, as that of something in front of the service. */
  @Test
  void refusedStreamDoesNotWaitForTheEndOfTheRefusal() throws IOException {
    URI uri = URI.create("http://127.0.0.1:" + server.getLocalPort());
    CompletableFuture<EventStream> stream =
        CompletableFuture.supplyAsync(
            () -> CoordinatorClient.at(uri, Credentials.NONE).stream("/v1/events", null));
    try (Socket connection = server.accept()) {
      var request =
          new BufferedReader(
              new InputStreamReader(connection.getInputStream(), StandardCharsets.UTF_8));
      readHead(request);
      connection
          .getOutputStream()
          .write("HTTP/1.1 502 No\r\nContent-Length: 9\r\n\r\nB".getBytes(StandardCharsets.UTF_8));

      // Whoever waits for the rest does so for ever.
      connection.setSoTimeout(60_000);
      assertThat(request.read()).isEqualTo(-1);
      assertThat(stream)
          .failsWithin(Duration.ofMinutes(1))
          .withThrowableThat()
          .withCauseInstanceOf(UnreachableException.class);
    }
  }

  private static void readHead(BufferedReader request) throws IOException {
    for (String line = request.readLine(); !line.isEmpty(); line = request.readLine()) {
      // The whole head: a connection that is closed with something unread is reset.
    }
  }

  @ParameterizedTest
  @CsvSource({
    "READ, 200, application/json, ''",
    "READ, 200, application/json, {",
    "READ, 503, application/problem+json, ''",
    "READ, 503, application/problem+json, {",
    "VOID, 200, application/json, ''",
    "VOID, 200, application/json, {",
    "VOID, 503, application/problem+json, ''",
    "VOID, 503, application/problem+json, {"
  })
  void answerThatBreaksOffIsNone(Call call, int status, String type, String body) {
    breaksOff(
        "HTTP/1.1 %d Said\r\nContent-Type: %s\r\nContent-Length: 100\r\n\r\n%s"
            .formatted(status, type, body));
    URI uri = URI.create("http://127.0.0.1:" + server.getLocalPort());
    ProcessApi processes = CoordinatorClient.at(uri, Credentials.NONE).processes();

    assertThatExceptionOfType(UnreachableException.class).isThrownBy(() -> call.ask(processes));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "200 OK\r\nContent-Length: 2\r\n\r\n{}",
        "200 OK\r\nContent-Length: 0\r\n\r\n",
        "200 OK\r\nContent-Type: application/json\r\nContent-Length: 0\r\n\r\n",
        "200 OK\r\nContent-Type: application/jsonp\r\nContent-Length: 2\r\n\r\n{}",
        "200 OK\r\nContent-Type: ;\r\nContent-Length: 2\r\n\r\n{}",
        "204 No Content\r\n\r\n"
      })
  void answerOfSomebodyElseIsNone(String answer) {
    breaksOff("HTTP/1.1 " + answer);
    URI uri = URI.create("http://127.0.0.1:" + server.getLocalPort());
    ProcessApi processes = CoordinatorClient.at(uri, Credentials.NONE).processes();

    assertThatExceptionOfType(UnreachableException.class)
        .isThrownBy(() -> Call.READ.ask(processes));
  }
}
