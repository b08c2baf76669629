package org.daxlease.webhook;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** Writes the progress of all webhooks down, gathered: a commit for each would cost too much. */
@Component
class ProgressWriter {

  private static final Logger log = LoggerFactory.getLogger(ProgressWriter.class);
  private static final Duration GATHERING = Duration.ofMillis(50);
  private static final Duration PAUSE_AFTER_FAILURE = Duration.ofSeconds(1);
  private static final long POSITIONS = Duration.ofSeconds(10).toNanos();
  private static final int AT_ONCE = 250;

  private final DeliveryQueues queues;
  private final ProgressStore progressStore;
  private final AttemptMeters meters;
  private final AtomicBoolean asked = new AtomicBoolean();
  private long positionsAt = System.nanoTime();
  private boolean failing;

  ProgressWriter(DeliveryQueues queues, ProgressStore progressStore, AttemptMeters meters) {
    this.queues = queues;
    this.progressStore = progressStore;
    this.meters = meters;
  }

  /** There may be something to write. */
  void soon() {
    if (asked.compareAndSet(false, true)) {
      Thread.ofVirtual().name("webhook-progress").start(this::gather);
    }
  }

  private void gather() {
    try {
      Thread.sleep(GATHERING);
      asked.set(false);
      if (!write()) {
        Thread.sleep(PAUSE_AFTER_FAILURE);
        soon();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Writes what there is; false if the database did not take it. */
  synchronized boolean write() {
    boolean all = System.nanoTime() - positionsAt >= POSITIONS;
    if (all) {
      positionsAt = System.nanoTime();
    }
    return write(all);
  }

  private boolean write(boolean all) {
    boolean written = true;
    List<DeliveryQueue> batch = new ArrayList<>();
    for (DeliveryQueue queue : queues.all()) {
      batch.add(queue);
      if (batch.size() == AT_ONCE) {
        written &= write(batch, all);
        batch.clear();
      }
    }
    return write(batch, all) && written;
  }

  private boolean write(List<DeliveryQueue> batch, boolean all) {
    List<Progress> progress = new ArrayList<>();
    for (DeliveryQueue queue : batch) {
      Progress made = queue.takeProgress(all);
      if (made != null) {
        progress.add(made);
      }
    }
    if (progress.isEmpty()) {
      return true;
    }
    try {
      Set<UUID> lost = progressStore.write(progress);
      progress.forEach(p -> settle(p, lost.contains(p.endpoint().id())));
      failing = false;
      return true;
    } catch (RuntimeException | Error e) {
      // An error too: what was taken to be written is nowhere else.
      if (!failing) {
        log.warn(
            "The progress of {} webhooks could not be written; trying again", progress.size(), e);
      }
      failing = true;
      progress.forEach(p -> {
        DeliveryQueue queue = queues.get(p.endpoint().id());
        if (queue != null) {
          queue.notWritten(p);
        }
      });
      return false;
    }
  }

  private void settle(Progress progress, boolean lost) {
    DeliveryQueue queue = queues.get(progress.endpoint().id());
    if (queue == null) {
      return;
    }
    if (lost) {
      // Somebody has rewound it, deleted it or taken it over; what is known here is void.
      queue.close();
      return;
    }
    queue.written(progress);
    meters.givenUp(
        progress.results().stream().filter(r -> r.state() == DeliveryState.FAILED).count());
  }

  /** The last words of this replica: what is over is written and given back. */
  synchronized void finish(ReplicaClaim claim) {
    try {
      write(true);
      List<UUID> idle =
          queues.all().stream()
              .filter(queue -> queue.inFlight() == 0)
              .map(DeliveryQueue::id)
              .toList();
      claim.release(idle);
      if (idle.size() == queues.all().size()) {
        claim.leave();
      }
    } catch (RuntimeException e) {
      log.info("Webhooks were not given back; they are taken over when the claim has run out", e);
    }
  }
}
