package org.daxlease.replicas;

import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.daxlease.history.Cast;
import org.daxlease.history.Reply;
import tools.jackson.databind.JsonNode;

/** Clients that pin pages of one file without a pause, and remember what was acknowledged. */
final class Load implements AutoCloseable {

  private static final Duration PAUSE = Duration.ofMillis(20);

  private final ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor();
  private final Collection<String> acknowledged = new ConcurrentLinkedQueue<>();
  private final Collection<Reply> unavailable = new ConcurrentLinkedQueue<>();
  private final Collection<String> unexpected = new ConcurrentLinkedQueue<>();
  private volatile boolean stopped;

  /** Starts so many clients, each with a mapping of its own. */
  Load(Cast cast, String file, int clients) {
    List<String> mappings = new ArrayList<>();
    for (int i = 0; i < clients; i++) {
      mappings.add(cast.mapping(cast.process(), file));
    }
    mappings.forEach(mapping -> this.clients.execute(() -> run(cast, mapping)));
  }

  private void run(Cast cast, String mapping) {
    while (!stopped) {
      try {
        Reply reply = cast.pin(mapping, 0);
        if (reply.status() == 201) {
          acknowledged.add(reply.id());
        } else if (reply.status() == 503 && reply.code().equals("EBUSY")) {
          unavailable.add(reply);
        } else {
          unexpected.add(reply.toString());
        }
      } catch (UncheckedIOException e) {
        // Nobody answered: nothing was promised, and a while later there may be nobody still.
        LockSupport.parkNanos(PAUSE.toNanos());
      } catch (RuntimeException | AssertionError e) {
        unexpected.add("a client ended: " + e);
        return;
      }
    }
  }

  /** Waits until every client has had its last answer. */
  void stop() {
    stopped = true;
    clients.shutdown();
    try {
      if (!clients.awaitTermination(1, TimeUnit.MINUTES)) {
        unexpected.add("a client still waits for an answer");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** Answers that are neither success nor 503, and whatever ended a client. */
  Collection<String> unexpected() {
    return unexpected;
  }

  int acknowledged() {
    return acknowledged.size();
  }

  /** The acknowledged pins that a journal does not have. */
  Set<String> lostFrom(List<JsonNode> journal) {
    Set<String> lost = new HashSet<>(acknowledged);
    journal.stream()
        .filter(e -> e.path("type").asString().endsWith("pin.pinned"))
        .forEach(e -> lost.remove(e.path("data").path("pinId").asString()));
    return lost;
  }

  @Override
  public String toString() {
    return "%d pins acknowledged, %d answers 503"
        .formatted(acknowledged.size(), unavailable.size());
  }

  @Override
  public void close() {
    stop();
  }
}
