package org.daxlease.history;

import static org.awaitility.Awaitility.await;

import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Follows the event stream from the beginning and resumes where it is cut off. */
public final class Subscriber implements AutoCloseable {

  /** Where nobody answers, a while later there may be nobody still. */
  private static final Duration PAUSE = Duration.ofMillis(20);

  private final Service service;
  private final List<Long> positions = new ArrayList<>();
  private volatile boolean closed;
  private volatile @Nullable RuntimeException defect;
  private Stream<String> lines = Stream.empty();

  public Subscriber(Service service) {
    this.service = service;
    Thread.ofPlatform().daemon().name("subscriber").start(this::follow);
  }

  private void follow() {
    while (!closed && defect == null) {
      try (Stream<String> opened = open()) {
        Iterator<String> each = opened.iterator();
        String position = "";
        while (!closed && each.hasNext()) {
          String line = each.next();
          if (line.startsWith("id:")) {
            position = line.substring(3).strip();
          } else if (line.startsWith("data:")) {
            add(Long.parseLong(position));
          }
        }
        LockSupport.parkNanos(PAUSE.toNanos());
      } catch (UncheckedIOException e) {
        // Cut off as too slow, or closed: what is missing comes with the next attempt.
        LockSupport.parkNanos(PAUSE.toNanos());
      } catch (RuntimeException e) {
        defect = e;
      }
    }
  }

  private Stream<String> open() {
    Stream<String> opened = service.stream(last()).body();
    synchronized (this) {
      lines = opened;
    }
    return opened;
  }

  private synchronized void add(long position) {
    positions.add(position);
  }

  private synchronized long last() {
    return positions.isEmpty() ? 0 : positions.getLast();
  }

  /** The positions that came, in the order in which they came, once the last one has. */
  public List<Long> upTo(long head) {
    await()
        .alias("the stream reaches " + head)
        .atMost(Duration.ofSeconds(60))
        .pollInterval(Duration.ofMillis(20))
        .until(() -> reaches(head));
    synchronized (this) {
      return List.copyOf(positions);
    }
  }

  private boolean reaches(long head) {
    if (defect != null) {
      throw new IllegalStateException("the subscriber ended at " + last(), defect);
    }
    return last() >= head;
  }

  @Override
  public void close() {
    closed = true;
    synchronized (this) {
      lines.close();
    }
  }
}
