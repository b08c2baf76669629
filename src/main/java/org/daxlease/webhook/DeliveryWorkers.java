package org.daxlease.webhook;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.daxlease.journal.CommittedEntry;
import org.daxlease.journal.JournalBatch;
import org.daxlease.journal.JournalFilter;
import org.daxlease.webhook.DeliveryQueue.Due;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** Does on virtual threads what a webhook wants done and what may take its time. */
@Component
class DeliveryWorkers {

  private static final Logger log = LoggerFactory.getLogger(DeliveryWorkers.class);
  private static final int PAGE = 256;
  private static final int LANE_PAGE = 32;
  private static final Duration LAST_WAIT = Duration.ofSeconds(3);

  private final OutgoingEvents events;
  private final Deliverer deliverer;
  private final ProgressStore progressStore;
  private final AttemptMeters meters;
  private final Slots slots;
  private final FailurePause pause = new FailurePause(System::nanoTime);
  private final ExecutorService threads =
      Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("webhook-", 0).factory());

  DeliveryWorkers(
      OutgoingEvents events,
      Deliverer deliverer,
      ProgressStore progressStore,
      AttemptMeters meters,
      WebhookProperties properties) {
    this.events = events;
    this.deliverer = deliverer;
    this.progressStore = progressStore;
    this.meters = meters;
    this.slots = new Slots(properties.attempts());
  }

  /**
   * What a lane found in the journal.
   *
   * @param kept positions that the journal no longer has, but whose failed deliveries kept the
   *     event
   * @param entries of its own, in order
   * @param upTo no further entry of this lane lies up to here
   * @param more whether there may be more behind
   */
  record Found(List<Long> kept, List<CommittedEntry> entries, long upTo, boolean more) {}

  /** What is written of the journal. */
  OutgoingEvents events() {
    return events;
  }

  /** Whether there is a place again for who waits for one. */
  boolean hasPlace(Slots.Want want) {
    return slots.has(want);
  }

  /**
   * Starts all that a webhook wants to have done now.
   *
   * @param whenDone told after each piece, and if one hangs, as there may be more then
   * @return the place that the next attempt must wait for; null if it waits for none
   */
  Slots.@Nullable Want start(
      DeliveryQueue queue, long end, ReplicaClaim claim, Consumer<UUID> whenDone) {
    Long from = queue.beginScan(end);
    if (from != null) {
      run(queue, whenDone, () -> scan(queue, from, claim));
    }
    for (Lane lane : queue.beginLaneReads()) {
      run(queue, whenDone, () -> readLane(queue, lane, claim));
    }
    while (claim.mayAttempt(queue.endpoint().replica())) {
      Due due = queue.begin(claim.now());
      if (due == null) {
        return null;
      }
      Slots.Want want = Slots.Want.of(due, queue.endpoint().host());
      Slots.Slot slot = slots.take(want);
      if (slot == null) {
        queue.putBack(due, null);
        return want;
      }
      Runnable hangs =
          () -> {
            queue.hangs(due);
            whenDone.accept(queue.id());
          };
      run(queue, whenDone, () -> attempt(queue, due, slot, claim, hangs));
    }
    // Not before this replica's claim is renewed, and then any place will do.
    return Slots.Want.quick(queue.endpoint().host());
  }

  private void attempt(
      DeliveryQueue queue, Due due, Slots.Slot slot, ReplicaClaim claim, Runnable hangs) {
    try {
      if (!deliverer.attempt(queue, due, slot, claim, hangs)) {
        miss(queue, due.position(), due.position());
        queue.lost(due);
      }
    } catch (RuntimeException | Error e) {
      // An error too: what is not put back is under way for ever.
      pause.report("Event " + due.position() + " for webhook " + queue.id(), e);
      queue.putBack(due, claim.now().plus(FailurePause.LENGTH));
    }
  }

  private void run(DeliveryQueue queue, Consumer<UUID> whenDone, Runnable work) {
    threads.execute(() -> {
      try {
        work.run();
      } finally {
        whenDone.accept(queue.id());
      }
    });
  }

  /** Looks for signals that a webhook has not been sent, before all else. */
  void findSignals(DeliveryQueue queue, long upTo, ReplicaClaim claim, Consumer<UUID> whenDone) {
    if (queue.scanned() < upTo) {
      run(queue, whenDone, () -> findSignals(queue, claim));
    }
  }

  private void findSignals(DeliveryQueue queue, ReplicaClaim claim) {
    boolean again = true;
    while (again && !queue.isClosed()) {
      try {
        expedite(queue, claim);
        again = false;
      } catch (RuntimeException | Error e) {
        again = pause.pauseAfter("Signals for webhook " + queue.id(), e);
      }
    }
  }

  private void expedite(DeliveryQueue queue, ReplicaClaim claim) {
    long after = queue.scanned();
    JournalFilter signals = queue.endpoint().webhook().filter().signals();
    JournalBatch page;
    do {
      page = events.after(after, PAGE, signals);
      Instant now = claim.now();
      page.entries().stream()
          .filter(queue.endpoint()::wants)
          .forEach(signal -> queue.overtake(signal, now));
      after = page.upTo();
    } while (page.more());
  }

  private void scan(DeliveryQueue queue, long from, ReplicaClaim claim) {
    JournalBatch page = JournalBatch.unread(from);
    try {
      WebhookFilter filter = queue.endpoint().webhook().filter();
      page = read(queue, from, () -> events.all(from, PAGE, filter.narrowed(null, null)));
    } finally {
      queue.endScan(page.entries(), page.upTo(), claim.now());
    }
  }

  /** The entries of one lane, with what it asks for beyond the filter looked at here. */
  private void readLane(DeliveryQueue queue, Lane lane, ReplicaClaim claim) {
    long from = lane.read;
    List<Long> kept = new ArrayList<>();
    JournalBatch page = JournalBatch.unread(from);
    try {
      WebhookFilter filter = queue.endpoint().webhook().filter();
      JournalFilter own = lane.key.within(filter);
      page =
          read(
              queue,
              from,
              () -> {
                JournalBatch read =
                    lane.key.hasOthers()
                        ? events.all(from, LANE_PAGE, own)
                        : events.after(from, LANE_PAGE, own);
                if (read.hasGapAfter(from)) {
                  kept.addAll(events.kept(queue.id(), lane.key, from, read.oldest()));
                }
                return read;
              });
    } finally {
      // Where it ends in failure, nothing was read that is not read again.
      List<Long> found = page.hasGapAfter(from) ? kept : List.of();
      queue.endLaneRead(lane, found(queue, lane, page, found), claim.now());
    }
  }

  /** Nothing counts as read whose loss could not be told. */
  private JournalBatch read(DeliveryQueue queue, long from, Supplier<JournalBatch> journal) {
    try {
      JournalBatch page = journal.get();
      if (page.hasGapAfter(from)) {
        miss(queue, from + 1, page.oldest() - 1);
      }
      return page;
    } catch (RuntimeException | Error e) {
      pause.pauseAfter("Reading for webhook " + queue.id(), e);
      return JournalBatch.unread(from);
    }
  }

  private static Found found(DeliveryQueue queue, Lane lane, JournalBatch page, List<Long> kept) {
    List<CommittedEntry> own =
        page.entries().stream().filter(lane.key::holds).filter(queue.endpoint()::wants).toList();
    return new Found(kept, own, page.upTo(), page.more());
  }

  private void miss(DeliveryQueue queue, long from, long to) {
    log.warn(
        "Webhook {} misses events {} to {}: the journal no longer has them", queue.id(), from, to);
    progressStore.missed(queue.endpoint(), from, to);
    meters.missed();
  }

  /** Waits a little for what is under way. */
  void finish() throws InterruptedException {
    pause.end();
    threads.shutdown();
    if (!threads.awaitTermination(LAST_WAIT.toMillis(), TimeUnit.MILLISECONDS)) {
      log.info("Some receivers do not answer; their webhooks are attempted again elsewhere");
    }
  }
}
