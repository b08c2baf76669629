package org.daxlease.command;

import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.daxlease.client.CoordinatorClient;
import org.daxlease.client.Credentials;
import org.daxlease.client.OperationInfo;
import org.junit.jupiter.api.Test;

class GrantTest {

  private final AtomicInteger asked = new AtomicInteger();

  private void notNow(HttpExchange exchange) throws IOException {
    asked.incrementAndGet();
    try (exchange) {
      byte[] problem = "{\"code\":\"EBUSY\"}".getBytes(StandardCharsets.UTF_8);
      exchange.getResponseHeaders().set("Content-Type", "application/problem+json");
      exchange.sendResponseHeaders(503, problem.length);
      exchange.getResponseBody().write(problem);
    }
  }

  private static OperationInfo granted(Duration ttl) {
    return new OperationInfo(
        UUID.randomUUID(),
        UUID.randomUUID(),
        "GRANTED",
        1,
        "TRUNCATE",
        1L,
        Instant.EPOCH,
        Instant.EPOCH.plus(ttl),
        true,
        null,
        null,
        null,
        List.of(),
        List.of());
  }

  /** Work that takes its time does not lose its grant to a moment of trouble. */
  @Test
  void renewalThatIsRefusedForNowIsTriedAgain() throws IOException {
    HttpServer server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
    server.createContext("/", this::notNow);
    server.start();
    URI uri = URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    CoordinatorClient coordinator = CoordinatorClient.at(uri, Credentials.NONE);

    Thread keeper =
        new Grant(coordinator, granted(Duration.ofMillis(30)), System.nanoTime()).keep();

    try {
      await().until(() -> asked.get() >= 3);
    } finally {
      keeper.interrupt();
      server.stop(0);
    }
  }
}
