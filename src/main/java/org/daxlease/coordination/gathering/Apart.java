package org.daxlease.coordination.gathering;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.daxlease.coordination.BusyException;
import org.daxlease.coordination.CommitOutcome;
import org.jspecify.annotations.Nullable;

/**
 * Commands that need a lock which somebody keeps: they wait for it here, each alone, and hold up
 * nobody who does not need it.
 */
final class Apart<C, R> {

  /** So few that those who wait leave the others their connections. */
  private static final int AT_A_TIME = 2;

  private final Consumer<Load<C, R>> command;
  private final GatheringProperties limits;
  private final Executor threads;
  private final Queue<Load<C, R>> waiting = new ArrayDeque<>();
  private int busy;

  Apart(Consumer<Load<C, R>> command, GatheringProperties limits, Executor threads) {
    this.command = command;
    this.limits = limits;
    this.threads = threads;
  }

  void add(Load<C, R> load) {
    if (queue(load)) {
      threads.execute(this::work);
    }
  }

  /** Whether somebody must begin to work. */
  private synchronized boolean queue(Load<C, R> load) {
    waiting.add(load);
    if (busy == AT_A_TIME) {
      return false;
    }
    busy++;
    return true;
  }

  private void work() {
    for (Load<C, R> load = next(); load != null; load = next()) {
      if (load.hasWaitedFor(limits.patience())) {
        CommitOutcome.settle();
        load.results.fail(new BusyException("waited for too long for a lock"));
      } else {
        command.accept(load);
      }
    }
  }

  private synchronized @Nullable Load<C, R> next() {
    Load<C, R> load = waiting.poll();
    if (load == null) {
      busy--;
    }
    return load;
  }
}
