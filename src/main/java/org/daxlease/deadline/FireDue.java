package org.daxlease.deadline;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.daxlease.coordination.DeadlineService;
import org.daxlease.coordination.DeadlineService.FileDue;
import org.daxlease.coordination.ProcessExitService;
import org.daxlease.coordination.TransientFailures;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Component;

/**
 * Fires what is due, file by file and several files at a time. A file that takes long, or that
 * fails, holds up no other.
 */
@Component
class FireDue implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(FireDue.class);

  /** So few that no file is locked for long. */
  private static final int FENCED_AT_A_TIME = 50;

  /** So few that no host's death makes the search for due files slower. */
  private static final int MOST_LAPSES = 100;

  /** So few that a question can name them all: PostgreSQL takes 65,535 parameters. */
  private static final int MOST_FILES = 10_000;

  private final DeadlineService deadlines;
  private final ProcessExitService processExits;
  private final DeadlineProperties properties;
  private final ThreadPoolExecutor workers;

  /** Apart from the workers: where a host dies with all its processes, ladders go on meanwhile. */
  private final ThreadPoolExecutor lapses;

  private final FailureBackoff backoff;

  /** Files and processes that are worked on, or wait for a thread, until they are done. */
  private final Set<UUID> working = new HashSet<>();

  private final int mostFiles;
  private boolean ending;

  @Autowired
  FireDue(
      DeadlineService deadlines,
      ProcessExitService processExits,
      FailureBackoff backoff,
      DeadlineProperties properties) {
    this(deadlines, processExits, backoff, properties, MOST_FILES);
  }

  /**
   * Makes one with a limit of its own.
   *
   * @param mostFiles that wait for a thread
   */
  FireDue(
      DeadlineService deadlines,
      ProcessExitService processExits,
      FailureBackoff backoff,
      DeadlineProperties properties,
      int mostFiles) {
    this.mostFiles = mostFiles;
    this.deadlines = deadlines;
    this.processExits = processExits;
    this.backoff = backoff;
    this.properties = properties;
    this.workers =
        threads(properties.workers(), Thread.ofPlatform().daemon().name("deadline-", 0).factory());
    this.lapses = threads(1, Thread.ofPlatform().daemon().name("lapses").factory());
  }

  private static ThreadPoolExecutor threads(int count, ThreadFactory made) {
    return new ThreadPoolExecutor(
        count, count, 0, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), made);
  }

  /** How much more may wait for threads: what does is named in the next question for more. */
  private static int room(ThreadPoolExecutor threads, int most) {
    return Math.max(0, most - threads.getQueue().size());
  }

  /**
   * Starts whatever is due and not worked on already; does not wait for it.
   *
   * @param whenDone called after each file, as there may be more due on it
   */
  void round(Runnable whenDone) {
    Set<UUID> busy = busy();
    busy.addAll(backoff.now());
    int processes = Math.min(room(lapses, MOST_LAPSES), properties.batch());
    if (processes > 0) {
      for (UUID processId : deadlines.lapsing(busy, processes)) {
        start(lapses, processId, () -> lapse(processId), () -> {});
      }
    }
    int files = Math.min(room(workers, mostFiles), properties.batch());
    if (files > 0) {
      for (FileDue due : deadlines.due(busy, files)) {
        start(workers, due.fileId(), () -> fire(due), whenDone);
      }
    }
  }

  private void start(ExecutorService threads, UUID id, Runnable work, Runnable whenDone) {
    if (!begin(id)) {
      return;
    }
    try {
      threads.execute(() -> {
        try {
          if (!isEnding()) {
            work.run();
          }
        } finally {
          done(id);
          whenDone.run();
        }
      });
    } catch (RuntimeException | Error e) {
      // Where no thread is to be had, nobody works on it, and the next round must see that.
      done(id);
      throw e;
    }
  }

  synchronized Set<UUID> busy() {
    return new HashSet<>(working);
  }

  private synchronized boolean begin(UUID id) {
    return working.add(id);
  }

  private synchronized void done(UUID id) {
    working.remove(id);
    notifyAll();
  }

  private synchronized boolean isEnding() {
    return ending;
  }

  /** Takes up work, the first time or once more. */
  synchronized void resume() {
    ending = false;
  }

  /** Waits for what is being fired; what waits for a thread stays due. */
  synchronized void finish(Duration patience) throws InterruptedException {
    ending = true;
    long end = System.nanoTime() + patience.toNanos();
    for (long left = patience.toNanos();
        !working.isEmpty() && left > 0;
        left = end - System.nanoTime()) {
      TimeUnit.NANOSECONDS.timedWait(this, left);
    }
  }

  private void fire(FileDue due) {
    try {
      fence(List.copyOf(deadlines.fire(due)));
    } catch (RuntimeException | Error e) {
      // An error too: without a rest it would be tried again at once, for ever.
      backoff.add(due.fileId());
      warn("A deadline of file", due.fileId(), e);
    }
  }

  private void lapse(UUID processId) {
    try {
      deadlines.lapse(processId);
    } catch (RuntimeException | Error e) {
      backoff.add(processId);
      warn("The lapse of process", processId, e);
    }
  }

  /** Of a database that is away there is nothing more to say, and much is due meanwhile. */
  private static void warn(String what, UUID id, Throwable failure) {
    if (TransientFailures.isTransient(failure)) {
      log.warn("{} {} stays due: {}", what, id, TransientFailures.inOneLine(failure));
    } else {
      log.warn("{} {} stays due", what, id, failure);
    }
  }

  /** Many at a time, as each fence alone would cost the file a transaction. */
  private void fence(List<UUID> processIds) {
    for (int from = 0; from < processIds.size(); from += FENCED_AT_A_TIME) {
      int to = Math.min(from + FENCED_AT_A_TIME, processIds.size());
      fenceTogether(processIds.subList(from, to));
    }
  }

  /** Where that fails, each alone: one that cannot be fenced holds up no other. */
  private void fenceTogether(List<UUID> processIds) {
    try {
      processExits.fenceOverdue(Set.copyOf(processIds));
    } catch (RuntimeException | Error together) {
      if (processIds.size() == 1) {
        throw together;
      }
      boolean all = true;
      for (UUID alone : processIds) {
        try {
          processExits.fenceOverdue(Set.of(alone));
        } catch (RuntimeException | Error e) {
          all = false;
          together.addSuppressed(e);
        }
      }
      if (!all) {
        throw together;
      }
    }
  }

  @Override
  public void close() {
    // No interrupts: one that hits a thread inside H2 closes its database file.
    workers.shutdown();
    lapses.shutdown();
  }
}
