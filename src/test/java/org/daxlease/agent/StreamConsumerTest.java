package org.daxlease.agent;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.daxlease.client.CoordinatorClient;
import org.daxlease.client.Credentials;
import org.daxlease.client.EventStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class StreamConsumerTest {

  private final AtomicBoolean begun = new AtomicBoolean();
  private HttpServer server;

  @BeforeEach
  void starts() throws IOException {
    server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
    server.createContext(
        "/",
        exchange -> {
          // A stream that goes on and has nothing to tell.
          exchange.getResponseHeaders().set("Content-Type", "text/event-stream");
          exchange.sendResponseHeaders(200, 0);
          exchange.getResponseBody().flush();
        });
    server.start();
  }

  @AfterEach
  void ends() {
    server.stop(0);
  }

  /** The end of an agent closes the streams that it sees; this one it does not see yet. */
  private final class EndsWhileItOpens implements StreamConsumer {

    private final AgentLifecycle lifecycle;

    EndsWhileItOpens(AgentLifecycle lifecycle) {
      this.lifecycle = lifecycle;
    }

    @Override
    public EventStream open() {
      URI uri = URI.create("http://127.0.0.1:" + server.getAddress().getPort());
      lifecycle.end();
      return CoordinatorClient.at(uri, Credentials.NONE).stream("/v1/events", null);
    }

    @Override
    public void begin() {
      begun.set(true);
    }

    @Override
    public void take(EventStream.Block block) {
      throw new AssertionError("there is none");
    }
  }

  @Test
  void streamThatOpensAfterTheEndIsNotFollowed() {
    AgentLifecycle lifecycle = new AgentLifecycle();

    new EndsWhileItOpens(lifecycle).follow(lifecycle, new AtomicReference<>(), () -> {});

    assertThat(begun).isFalse();
  }
}
