package org.daxlease.webhook.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.daxlease.webhook.http.SendResult.Kind;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** One attempt against receivers that do not behave, on real sockets. */
class SenderTest {

  private static final Duration LIMIT = Duration.ofMillis(700);

  private static final long IN_FLIGHT = 16 * 1024 * 1024;

  private final AtomicLong taken = new AtomicLong();
  private ServerSocket server;
  private Sender sender;

  @BeforeEach
  void listens() throws IOException {
    server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    sender =
        new Sender(new OutboundProperties(List.of("127.0.0.0/8"), Duration.ofSeconds(5), LIMIT));
  }

  @AfterEach
  void closes() throws IOException {
    sender.close();
    server.close();
  }

  private interface Behaviour {
    void meet(OutputStream out) throws IOException, InterruptedException;
  }

  private Thread behaves(Behaviour behaviour) {
    return Thread.ofVirtual()
        .start(() -> {
          try (Socket socket = server.accept()) {
            socket.getInputStream().read(new byte[4096]);
            behaviour.meet(socket.getOutputStream());
          } catch (IOException | InterruptedException e) {
            // The sender hung up, which is what is being tested.
          }
        });
  }

  private SendResult send() {
    return send(sender, url("127.0.0.1"));
  }

  private String url(String host) {
    return "http://" + host + ":" + server.getLocalPort() + "/";
  }

  private static SendResult send(Sender sender, String url) {
    return sender.send(
        new Message(url, Map.of("webhook-id", "1"), "{}".getBytes(StandardCharsets.UTF_8)));
  }

  private void write(OutputStream out, String text) throws IOException {
    out.write(text.getBytes(StandardCharsets.ISO_8859_1));
    out.flush();
    taken.addAndGet(text.length());
  }

  @Test
  void receiverThatSaysNothingIsATimeout() {
    behaves(out -> Thread.currentThread().join(Duration.ofSeconds(30)));

    SendResult result = send();

    assertThat(result.kind()).isEqualTo(Kind.TIMEOUT);
    assertThat(result.latency()).isGreaterThanOrEqualTo(LIMIT);
  }

  /** Each byte comes in time for a socket's timeout, and the whole never. */
  @Test
  void receiverThatDripsItsHeadIsATimeout() {
    behaves(out -> {
      write(out, "HTTP/1.1 200 OK\r\n");
      while (true) {
        write(out, "X-Drip: 1\r\n");
        Thread.currentThread().join(Duration.ofMillis(50));
      }
    });

    assertThat(send().kind()).isEqualTo(Kind.TIMEOUT);
  }

  @Test
  void endlessBodyIsReadNoFurtherThanItsLimit() throws InterruptedException {
    Thread receiver =
        behaves(out -> {
          write(out, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
          while (true) {
            write(out, "1000\r\n" + "x".repeat(4096) + "\r\n");
          }
        });

    SendResult result = send();

    assertThat(result.kind()).isEqualTo(Kind.DELIVERED);
    assertThat(result.status()).isEqualTo(200);
    receiver.join();
    assertThat(taken.get()).as("what two sockets may hold, and no more").isLessThan(IN_FLIGHT);
  }

  @Test
  void endlessHeadIsNoAnswer() {
    behaves(out -> {
      write(out, "HTTP/1.1 200 OK\r\n");
      while (true) {
        write(out, "X-More: " + "x".repeat(4000) + "\r\n");
      }
    });

    assertThat(send().kind()).isIn(Kind.UNREACHABLE, Kind.TIMEOUT);
  }

  @Test
  void garbageIsNoAnswer() {
    behaves(out -> write(out, "not http\r\n\r\n"));

    assertThat(send().isDelivered()).isFalse();
  }

  @Test
  void retryAfterIsUnderstood() {
    behaves(out -> write(out, "HTTP/1.1 503 No\r\nRetry-After: 17\r\nContent-Length: 0\r\n\r\n"));

    SendResult result = send();

    assertThat(result.kind()).isEqualTo(Kind.REFUSED);
    assertThat(result.retryAfter()).isEqualTo(Duration.ofSeconds(17));
  }

  @Test
  void retryAfterADateCountsFromTheReceiversOwnClock() {
    assertThat(RetryAfter.of("Wed, 21 Oct 2015 07:28:30 GMT", "Wed, 21 Oct 2015 07:28:00 GMT"))
        .isEqualTo(Duration.ofSeconds(30));
    assertThat(RetryAfter.of("Wed, 21 Oct 2015 07:28:30 GMT", null)).isNull();
    assertThat(RetryAfter.of("soon", null)).isNull();
  }

  @Test
  void nobodyThereIsUnreachable() throws IOException {
    String url = url("127.0.0.1");
    server.close();

    assertThat(send(sender, url).kind()).isEqualTo(Kind.UNREACHABLE);
  }

  @Test
  void forbiddenAddressIsNotConnectedTo() throws IOException {
    server.setSoTimeout(1);
    try (Sender strict =
        new Sender(new OutboundProperties(List.of(), Duration.ofSeconds(5), LIMIT))) {
      for (String host :
          List.of(
              "127.0.0.1",
              "localhost",
              "2130706433",
              "127.1",
              "[::1]",
              "[::ffff:127.0.0.1]",
              "[::127.0.0.1]")) {
        assertThat(send(strict, url(host)).kind()).as(host).isEqualTo(Kind.FORBIDDEN);
      }
      // Not every resolver finds these.
      for (String host : List.of("localhost.", "0x7f000001", "017700000001")) {
        assertThat(send(strict, url(host)).kind()).as(host).isIn(Kind.FORBIDDEN, Kind.UNREACHABLE);
      }
    }
    // Who had connected would be waiting.
    assertThatExceptionOfType(SocketTimeoutException.class).isThrownBy(server::accept);
  }
}
