package org.daxlease.tracing;

import static org.awaitility.Awaitility.await;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.daxlease.history.Api;
import org.daxlease.history.Cast;
import org.daxlease.http.StubServer;
import org.daxlease.http.StubServer.Answer;
import org.daxlease.http.StubServer.Request;
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
  private static final StubServer COLLECTOR = new StubServer().on("/v1/traces", TracesTest::take);

  @LocalServerPort private int port;

  private static Answer take(Request spans) {
    GOT.add(spans.body());
    return Answer.of(200);
  }

  @DynamicPropertySource
  static void sendsItsSpans(DynamicPropertyRegistry properties) {
    properties.add(TracingConfiguration.ENDPOINT, () -> COLLECTOR.uri() + "/v1/traces");
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
