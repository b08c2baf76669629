package org.daxlease.webhook;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.daxlease.coordination.TransientFailures;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The pause between a failure and the next try. A database that is away fails every webhook, again
 * and again: that is one line per pause for all of them. What nobody expects is said in full.
 */
final class FailurePause {

  static final Duration LENGTH = Duration.ofSeconds(1);

  private static final Logger log = LoggerFactory.getLogger(FailurePause.class);

  private final LongSupplier nanoTime;
  private final AtomicLong quietUntil;
  private final CountDownLatch ended = new CountDownLatch(1);

  FailurePause(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
    this.quietUntil = new AtomicLong(nanoTime.getAsLong());
  }

  /** Says what must wait because of a failure. */
  void report(String what, Throwable failure) {
    if (!TransientFailures.isTransient(failure)) {
      log.error("{} must wait; trying again", what, failure);
    } else if (isFirst()) {
      log.warn(
          "{} must wait for the database, and so may others: {}",
          what,
          TransientFailures.inOneLine(failure));
    }
  }

  private boolean isFirst() {
    long now = nanoTime.getAsLong();
    long until = quietUntil.get();
    return now - until >= 0 && quietUntil.compareAndSet(until, now + LENGTH.toNanos());
  }

  /** The same, and waits; false if there is to be no other try. Blocks. */
  boolean pauseAfter(String what, Throwable failure) {
    report(what, failure);
    try {
      return !ended.await(LENGTH.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** Nobody waits any more. */
  void end() {
    ended.countDown();
  }
}
