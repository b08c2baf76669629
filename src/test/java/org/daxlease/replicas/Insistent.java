package org.daxlease.replicas;

import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import org.daxlease.history.Api;
import org.daxlease.history.Reply;
import org.daxlease.history.Service;

/**
 * A client as the README asks for: it sends every POST with an Idempotency-Key, and repeats what
 * nobody answered, or answered with 503, at the next replica until it has an answer.
 */
final class Insistent implements Api.Sender {

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /** After this time without an answer the next replica is asked. */
  private static final Duration WAIT = Duration.ofSeconds(5);

  private static final Duration PAUSE = Duration.ofMillis(50);

  private final List<Service> replicas;
  private final LongAdder unanswered = new LongAdder();
  private final LongAdder unavailable = new LongAdder();

  Insistent(List<Service> replicas) {
    this.replicas = replicas;
  }

  @Override
  public Reply send(String method, String path, String body) {
    String[] headers =
        method.equals("POST")
            ? new String[] {"Idempotency-Key", UUID.randomUUID().toString()}
            : new String[0];
    long end = System.nanoTime() + PATIENCE.toNanos();
    int next = ThreadLocalRandom.current().nextInt(replicas.size());
    String last = "no answer";
    while (System.nanoTime() - end < 0) {
      try {
        Reply reply = replicas.get(next).send(method, path, body, WAIT, headers);
        if (reply.status() != 503 && !reply.code().equals("EALREADY")) {
          return reply;
        }
        unavailable.increment();
        last = reply.toString();
      } catch (UncheckedIOException e) {
        unanswered.increment();
        last = e.toString();
      }
      next = (next + 1) % replicas.size();
      LockSupport.parkNanos(PAUSE.toNanos());
    }
    throw new IllegalStateException("in %s: %s".formatted(PATIENCE, last));
  }

  @Override
  public String toString() {
    return "repeated %d requests without an answer and %d that got 503 or EALREADY"
        .formatted(unanswered.sum(), unavailable.sum());
  }
}
