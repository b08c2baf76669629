package org.daxlease.holder;

import java.time.Duration;
import org.daxlease.client.ProblemException;
import org.daxlease.client.UnreachableException;
import org.jspecify.annotations.Nullable;

/**
 * Gives things back one after the other, with some patience for a service that is in trouble. What
 * cannot be given back holds up nothing else.
 */
final class RetryingRelease {

  private static final Duration PAUSE = Duration.ofSeconds(1);

  /** How many pauses are left, for all things together: there may be many of them. */
  private int patience = 5;

  private @Nullable RuntimeException failure;

  /** Gives one thing back; false if it may still be there. */
  boolean give(Runnable back) {
    while (true) {
      try {
        back.run();
        return true;
      } catch (UnreachableException | ProblemException e) {
        if (ProblemException.isOver(e)) {
          // It was taken away already: by the break, or by a fence.
          return true;
        }
        if (ProblemException.isFinal(e) || patience-- <= 0) {
          remember(e);
          return false;
        }
        pause();
      } catch (RuntimeException e) {
        remember(e);
        return false;
      }
    }
  }

  private void remember(RuntimeException e) {
    if (failure == null) {
      failure = e;
    } else if (failure != e) {
      failure.addSuppressed(e);
    }
  }

  private void pause() {
    try {
      Thread.sleep(PAUSE);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      patience = 0;
    }
  }

  /** Throws what hindered it, if anything did. */
  void end() {
    if (failure != null) {
      throw failure;
    }
  }
}
