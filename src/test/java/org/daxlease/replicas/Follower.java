package org.daxlease.replicas;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.daxlease.history.Service;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Notes when each pin appears on a stream, by {@link System#nanoTime()}. */
final class Follower implements AutoCloseable {

  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final Map<String, Long> arrivals = new ConcurrentHashMap<>();
  private final Stream<String> lines;

  /** Follows the stream of a service after a position. */
  Follower(Service service, long position) throws IOException, InterruptedException {
    this.lines = service.stream(position).body();
    Thread.ofPlatform().daemon().start(this::follow);
  }

  private void follow() {
    try {
      lines.forEach(this::note);
    } catch (UncheckedIOException e) {
      // Closed.
    }
  }

  private void note(String line) {
    long now = System.nanoTime();
    if (line.startsWith("data:")) {
      JsonNode pin = JSON.readTree(line.substring(5)).path("data").path("pinId");
      if (pin.isString()) {
        arrivals.put(pin.asString(), now);
      }
    }
  }

  long arrival(String pin) {
    return await()
        .atMost(Duration.ofSeconds(30))
        .pollInterval(Duration.ofMillis(2))
        .until(() -> arrivals.getOrDefault(pin, Long.MIN_VALUE), at -> at != Long.MIN_VALUE);
  }

  @Override
  public void close() {
    lines.close();
  }
}
