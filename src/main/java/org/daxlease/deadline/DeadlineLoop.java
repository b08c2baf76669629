package org.daxlease.deadline;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.daxlease.coordination.DeadlineListener;
import org.daxlease.coordination.DeadlineService;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/**
 * Waits for the next deadline and fires it. It is woken for deadlines that this replica sets, or
 * that others tell of, and looks now and then for the rest: who set them may have died since.
 */
@Component
class DeadlineLoop implements SmartLifecycle, DeadlineListener, DeadlineWakeup {

  private static final Logger log = LoggerFactory.getLogger(DeadlineLoop.class);
  private static final Duration FIRST_RETRY = Duration.ofMillis(20);
  private static final Duration SLOWEST_RETRY = Duration.ofSeconds(1);

  /** With what is being fired as the service ends: transactions of milliseconds. */
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final DeadlineService deadlines;
  private final FireDue fireDue;
  private final DeadlineProperties properties;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();

  /** When to look next, by {@link System#nanoTime()}. */
  private long wakeAt;

  /** A reading of the deciding clock and of nanoTime at the same moment. */
  private Instant anchor = Instant.EPOCH;

  private long anchorNanos;
  private boolean running;
  private @Nullable Thread thread;

  DeadlineLoop(DeadlineService deadlines, FireDue fireDue, DeadlineProperties properties) {
    this.deadlines = deadlines;
    this.fireDue = fireDue;
    this.properties = properties;
  }

  @Override
  public void start() {
    lock.lock();
    try {
      running = true;
      fireDue.resume();
      wakeAt = System.nanoTime();
      thread = Thread.ofPlatform().name("deadlines").daemon().start(this::run);
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void stop() {
    Thread stopped;
    lock.lock();
    try {
      running = false;
      changed.signalAll();
      stopped = thread;
    } finally {
      lock.unlock();
    }
    try {
      if (stopped != null) {
        stopped.join(PATIENCE);
      }
      fireDue.finish(PATIENCE);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public boolean isRunning() {
    lock.lock();
    try {
      return running;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void due(Instant at) {
    lock.lock();
    try {
      long nanos = anchorNanos + Math.max(0, nanosBetween(anchor, at));
      if (nanos - wakeAt < 0) {
        wakeAt = nanos;
        changed.signalAll();
      }
    } finally {
      lock.unlock();
    }
  }

  private void run() {
    Duration retry = FIRST_RETRY;
    while (awaitTurn()) {
      try {
        fireDue.round(this::look);
        planNext(deadlines.next());
        if (!retry.equals(FIRST_RETRY)) {
          log.info("Deadlines can be looked at again");
          retry = FIRST_RETRY;
        }
      } catch (RuntimeException | Error e) {
        // An error too: nothing would be due any more, behind a loop that says it runs.
        if (retry.equals(FIRST_RETRY)) {
          log.warn("Deadlines cannot be looked at now; trying again", e);
        }
        postpone(retry);
        Duration longer = retry.multipliedBy(2);
        retry = longer.compareTo(SLOWEST_RETRY) > 0 ? SLOWEST_RETRY : longer;
      }
    }
  }

  /** A file is done: nobody works on what became due on it meanwhile, so look at once. */
  private void look() {
    lock.lock();
    try {
      wakeAt = System.nanoTime();
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Sleeps until it is time to look; false once the loop has been stopped. */
  private boolean awaitTurn() {
    lock.lock();
    try {
      long left = wakeAt - System.nanoTime();
      while (running && left > 0) {
        changed.await(left, TimeUnit.NANOSECONDS);
        left = wakeAt - System.nanoTime();
      }
      // Hints that come from here on count; those before are seen by the round.
      wakeAt = System.nanoTime() + properties.poll().toNanos();
      return running;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      if (running) {
        log.error("Interrupted: no deadline is fired here any more");
      }
      return false;
    } finally {
      lock.unlock();
    }
  }

  private void planNext(DeadlineService.Next next) {
    lock.lock();
    try {
      anchor = next.now();
      anchorNanos = System.nanoTime();
      long at = next.at().map(due -> plan(nanosBetween(anchor, due))).orElse(wakeAt);
      if (at - wakeAt < 0) {
        wakeAt = at;
      }
    } finally {
      lock.unlock();
    }
  }

  /** What is due already is being worked on, and says so when it is done; or it rests. */
  private long plan(long nanosLeft) {
    return anchorNanos + (nanosLeft > 0 ? nanosLeft : FIRST_RETRY.toNanos());
  }

  private void postpone(Duration wait) {
    lock.lock();
    try {
      long at = System.nanoTime() + wait.toNanos();
      if (at - wakeAt > 0) {
        wakeAt = at;
      }
    } finally {
      lock.unlock();
    }
  }

  private static long nanosBetween(Instant from, Instant to) {
    Duration between = Duration.between(from, to);
    return between.compareTo(Duration.ofDays(365)) > 0
        ? Duration.ofDays(365).toNanos()
        : between.toNanos();
  }
}
