package org.daxlease.coordination.gathering;

import java.util.ArrayDeque;
import java.util.Queue;
import org.daxlease.coordination.PlatformThreadExecutor;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Commands that need a lock which somebody keeps: they wait for it here, each in a transaction of
 * its own, and hold up nobody who does not need it. One that waited in vain goes behind those that
 * have not waited yet: they may need another lock, held only briefly.
 */
@Component
final class LockWaitQueue {

  /** So few, of all kinds together, that they leave the others most connections. */
  private static final int AT_A_TIME = 3;

  private final GatheringProperties limits;
  private final PlatformThreadExecutor threads;
  private final Queue<Waiting> first = new ArrayDeque<>();
  private final Queue<Waiting> again = new ArrayDeque<>();
  private int busy;
  private boolean oneWaitsAgain;

  LockWaitQueue(GatheringProperties limits, PlatformThreadExecutor threads) {
    this.limits = limits;
    this.threads = threads;
  }

  private record Waiting(Submission<?, ?> submission, boolean inVain, Runnable command) {}

  /**
   * Has a command carried out, as soon as there is room for it.
   *
   * @param inVain whether it has waited here before
   * @param command must come here again if it has waited in vain
   */
  void add(Submission<?, ?> submission, boolean inVain, Runnable command) {
    if (queue(new Waiting(submission, inVain, command))) {
      threads.execute(this::work);
    }
  }

  /** Whether somebody must begin to work. */
  private synchronized boolean queue(Waiting next) {
    (next.inVain ? again : first).add(next);
    if (busy == AT_A_TIME || next.inVain && oneWaitsAgain) {
      return false;
    }
    busy++;
    return true;
  }

  private void work() {
    for (Waiting next = next(); next != null; next = next()) {
      if (next.submission.goesOn(limits.patience())) {
        next.command.run();
      }
      done(next);
    }
  }

  private synchronized @Nullable Waiting next() {
    Waiting next = first.poll();
    if (next == null && !oneWaitsAgain) {
      next = again.poll();
      oneWaitsAgain = next != null;
    }
    if (next == null) {
      busy--;
    }
    return next;
  }

  private synchronized void done(Waiting waiting) {
    oneWaitsAgain &= !waiting.inVain;
  }
}
