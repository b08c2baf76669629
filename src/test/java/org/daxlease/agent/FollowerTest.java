package org.daxlease.agent;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.daxlease.client.Coordinator;
import org.daxlease.client.Credentials;
import org.daxlease.client.EventStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class FollowerTest {

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
  private final class EndsWhileItOpens implements Follower {

    private final Life life;

    EndsWhileItOpens(Life life) {
      this.life = life;
    }

    @Override
    public EventStream open() {
      URI uri = URI.create("http://127.0.0.1:" + server.getAddress().getPort());
      life.end();
      return Coordinator.at(uri, Credentials.NONE).stream("/v1/events", null);
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
    Life life = new Life();

    new EndsWhileItOpens(life).follow(life, new AtomicReference<>(), () -> {});

    assertThat(begun).isFalse();
  }
}
