package org.daxlease.deadline;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.daxlease.coordination.DeadlineService;
import org.daxlease.coordination.DeadlineService.FileDue;
import org.daxlease.coordination.DepartureService;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** Fires everything that is due now, file by file, several files at a time. */
@Component
class FireDue implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(FireDue.class);

  private final DeadlineService deadlines;
  private final DepartureService departures;
  private final DeadlineProperties properties;
  private final ExecutorService workers;

  FireDue(DeadlineService deadlines, DepartureService departures, DeadlineProperties properties) {
    this.deadlines = deadlines;
    this.departures = departures;
    this.properties = properties;
    this.workers =
        Executors.newFixedThreadPool(
            properties.workers(), Thread.ofVirtual().name("deadline-", 0).factory());
  }

  /**
   * One round.
   *
   * @return whether all of it could be done; what failed is still due
   */
  boolean round() throws InterruptedException {
    List<Callable<Boolean>> work = new ArrayList<>();
    for (UUID processId : deadlines.lapsing(properties.batch())) {
      work.add(() -> deadlines.lapse(processId));
    }
    for (FileDue due : deadlines.due(properties.batch())) {
      work.add(() -> fire(due));
    }
    boolean done = true;
    for (Future<Boolean> each : workers.invokeAll(work)) {
      done &= succeeded(each);
    }
    return done;
  }

  private boolean fire(FileDue due) {
    deadlines.fire(due).forEach(departures::fenceOverdue);
    return true;
  }

  private static boolean succeeded(Future<Boolean> work) throws InterruptedException {
    try {
      work.get();
      return true;
    } catch (ExecutionException e) {
      log.warn("A deadline could not be fired and stays due", e.getCause());
      return false;
    }
  }

  @Override
  public void close() {
    // No interrupts: one that hits a thread inside H2 closes its database file.
    workers.shutdown();
  }
}
