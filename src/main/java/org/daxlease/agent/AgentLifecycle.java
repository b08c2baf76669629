package org.daxlease.agent;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.daxlease.client.ProblemException;
import org.daxlease.client.UnreachableException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How long the agent runs, and its patience with a service that is away. */
final class AgentLifecycle {

  private static final Logger log = LoggerFactory.getLogger(AgentLifecycle.class);
  private static final Duration FIRST_PAUSE = Duration.ofMillis(200);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(3);

  private final CountDownLatch end = new CountDownLatch(1);

  boolean isOver() {
    return end.getCount() == 0;
  }

  void end() {
    end.countDown();
  }

  void awaitEnd() throws InterruptedException {
    end.await();
  }

  /** Whatever ends one part unexpectedly ends the agent: half an agent would be taken for one. */
  void run(String name, Runnable part) {
    try {
      part.run();
    } catch (RuntimeException | Error e) {
      if (!isOver()) {
        // First: where memory is short, the log may have none either.
        end();
        log.error("The agent ends, as its {} cannot go on", name, e);
      }
    }
  }

  /** Rests for so long, or until the end. */
  void rest(Duration time) {
    try {
      var _ = end.await(time.toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      end();
    }
  }

  /** The pause after so many failures in a row. */
  static Duration pause(int failures) {
    Duration pause = FIRST_PAUSE.multipliedBy(1L << Math.min(failures, 5));
    return pause.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause;
  }

  /**
   * Asks the service until it answers; empty if the agent's end comes first.
   *
   * @throws ProblemException if the service refuses for good
   */
  <T> Optional<T> persist(String what, Supplier<T> request) {
    for (int failures = 0; !isOver(); failures++) {
      try {
        return Optional.of(request.get());
      } catch (ProblemException e) {
        if (!e.isPassing()) {
          throw e;
        }
        log.debug("{}: {}", what, e.getMessage());
      } catch (UnreachableException e) {
        log.debug("{}: {}", what, e.getMessage());
      } catch (RuntimeException e) {
        log.warn("{} failed, and is tried again", what, e);
      }
      rest(pause(failures));
    }
    return Optional.empty();
  }
}
