package org.daxlease.metrics;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.daxlease.coordination.Totals;
import org.daxlease.coordination.TotalsQueries;
import org.daxlease.journal.JournalLag;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * What the database says for the gauges: read once per scrape, which never waits long for it. While
 * the database is away there is no reading rather than an old one, and all other meters go on.
 */
@Component
class TotalsSampler {

  private static final Logger log = LoggerFactory.getLogger(TotalsSampler.class);

  /** Of one scrape, however many gauges it asks. */
  private static final long FRESH = Duration.ofMillis(250).toNanos();

  private static final Duration PATIENCE = Duration.ofSeconds(2);

  private final TotalsQueries totals;
  private final JournalLag lag;

  private @Nullable CompletableFuture<Reading> running;
  private @Nullable Reading last;
  private long askedAt;

  TotalsSampler(TotalsQueries totals, JournalLag lag) {
    this.totals = totals;
    this.lag = lag;
  }

  /** All of one moment. */
  record Reading(Totals totals, List<JournalLag.Lag> lags) {}

  /** How things stand now; null if the database does not say in time. */
  synchronized @Nullable Reading now() {
    if (askedAt == 0 || System.nanoTime() - askedAt > FRESH) {
      last = read();
      askedAt = System.nanoTime();
    }
    return last;
  }

  private @Nullable Reading read() {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    try {
      if (running != null) {
        // A query that hangs is waited for, not asked beside itself; what it read is old by now.
        await(running, deadline);
      }
      running = start();
      return await(running, deadline);
    } catch (TimeoutException e) {
      log.debug("The database does not answer; there are no gauges of it this time");
      return null;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return null;
    }
  }

  /** What a query that has ended by then said; null if it failed. */
  private @Nullable Reading await(CompletableFuture<Reading> query, long deadline)
      throws TimeoutException, InterruptedException {
    try {
      Reading read = query.get(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
      running = null;
      return read;
    } catch (ExecutionException e) {
      running = null;
      log.debug("The database cannot be read; there are no gauges of it this time", e);
      return null;
    }
  }

  /** On a thread of its own, since an interrupt of the scraping one must not reach the database. */
  private CompletableFuture<Reading> start() {
    var reading = new CompletableFuture<Reading>();
    Thread.ofVirtual()
        .name("gauges")
        .start(() -> {
          try {
            Totals now = totals.totals();
            reading.complete(new Reading(now, lag.behind(now.journalHead(), now.now())));
          } catch (RuntimeException e) {
            reading.completeExceptionally(e);
          } catch (Error e) {
            // Who waits for a reading that never ends asks for no other.
            log.error("The gauges of the database cannot be read", e);
            reading.completeExceptionally(e);
          }
        });
    return reading;
  }
}
