package org.daxlease.coordination.gathering;

import java.util.ArrayDeque;
import java.util.Queue;
import org.daxlease.coordination.SystemThreads;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Commands that need a lock which somebody keeps: they wait for it here, each in a transaction of
 * its own, and hold up nobody who does not need it.
 */
@Component
final class Apart {

  /** So few, of all kinds together, that they leave the others most connections. */
  private static final int AT_A_TIME = 3;

  private final GatheringProperties limits;
  private final SystemThreads threads;
  private final Queue<Waiting> queue = new ArrayDeque<>();
  private int busy;

  Apart(GatheringProperties limits, SystemThreads threads) {
    this.limits = limits;
    this.threads = threads;
  }

  private record Waiting(Load<?, ?> load, Runnable command) {}

  void add(Load<?, ?> load, Runnable command) {
    if (queue(new Waiting(load, command))) {
      threads.execute(this::work);
    }
  }

  /** Whether somebody must begin to work. */
  private synchronized boolean queue(Waiting next) {
    queue.add(next);
    if (busy == AT_A_TIME) {
      return false;
    }
    busy++;
    return true;
  }

  private void work() {
    for (Waiting next = next(); next != null; next = next()) {
      if (next.load.goesOn(limits.patience())) {
        next.command.run();
      }
    }
  }

  private synchronized @Nullable Waiting next() {
    Waiting next = queue.poll();
    if (next == null) {
      busy--;
    }
    return next;
  }
}
