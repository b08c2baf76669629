package org.daxlease.tracing;

import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.daxlease.history.Api;
import org.daxlease.history.Cast;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/** What a collector gets that the configuration names. */
@SpringBootTest(
    webEnvironment = WebEnvironment.RANDOM_PORT,
    properties = {
      "spring.datasource.url=jdbc:h2:mem:traces;DB_CLOSE_DELAY=-1;LOCK_TIMEOUT=10000",
      "management.tracing.sampling.probability=1",
      "management.opentelemetry.tracing.export.schedule-delay=100ms"
    })
class TracesTest {

  private static final Queue<String> GOT = new ConcurrentLinkedQueue<>();

  /** Lives as long as the context, which the tests after this one keep: it would miss it aloud. */
  private static final HttpServer COLLECTOR = collector();

  @LocalServerPort private int port;

  private static HttpServer collector() {
    try {
      HttpServer server =
          HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
      server.createContext(
          "/v1/traces",
          exchange -> {
            byte[] spans = exchange.getRequestBody().readAllBytes();
            GOT.add(new String(spans, StandardCharsets.ISO_8859_1));
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
          });
      server.start();
      return server;
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  @DynamicPropertySource
  static void sendsItsSpans(DynamicPropertyRegistry properties) {
    properties.add(
        TracingConfiguration.ENDPOINT,
        () -> "http://127.0.0.1:%d/v1/traces".formatted(COLLECTOR.getAddress().getPort()));
  }

  @Test
  void spansOfOperationsAndOfRequestsAreSent() {
    Cast cast = new Cast(new Api(port));

    cast.truncate(cast.file()).done();

    await().until(() -> hasGot("operation.requested"));
    await().until(() -> hasGot("http post /v1/files"));
  }

  private static boolean hasGot(String name) {
    return GOT.stream().anyMatch(spans -> spans.contains(name));
  }
}
