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
import org.daxlease.journal.JournalFilter;
import org.daxlease.journal.Recorded;
import org.daxlease.journal.Stretch;
import org.daxlease.webhook.Mailbox.Due;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** Does on virtual threads what a webhook wants done and what may take its time. */
@Component
class Carriers {

  private static final Logger log = LoggerFactory.getLogger(Carriers.class);
  private static final int PAGE = 256;
  private static final int LANE_PAGE = 32;
  private static final Duration LAST_WAIT = Duration.ofSeconds(3);

  private final Letters letters;
  private final Courier courier;
  private final Ledger ledger;
  private final AttemptMeters meters;
  private final Slots slots;
  private final Rest rest = new Rest(System::nanoTime);
  private final ExecutorService threads =
      Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("webhook-", 0).factory());

  Carriers(
      Letters letters,
      Courier courier,
      Ledger ledger,
      AttemptMeters meters,
      WebhookProperties properties) {
    this.letters = letters;
    this.courier = courier;
    this.ledger = ledger;
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
  record Found(List<Long> kept, List<Recorded> entries, long upTo, boolean more) {}

  /** What is written of the journal. */
  Letters letters() {
    return letters;
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
  Slots.@Nullable Want start(Mailbox mailbox, long end, Tenure tenure, Consumer<UUID> whenDone) {
    Long from = mailbox.beginScan(end);
    if (from != null) {
      run(mailbox, whenDone, () -> scan(mailbox, from, tenure));
    }
    for (Lane lane : mailbox.beginLaneReads()) {
      run(mailbox, whenDone, () -> readLane(mailbox, lane, tenure));
    }
    while (tenure.mayAttempt(mailbox.recipient().replica())) {
      Due due = mailbox.begin(tenure.now());
      if (due == null) {
        return null;
      }
      Slots.Want want = Slots.Want.of(due, mailbox.recipient().host());
      Slots.Slot slot = slots.take(want);
      if (slot == null) {
        mailbox.putBack(due, null);
        return want;
      }
      Runnable hangs =
          () -> {
            mailbox.hangs(due);
            whenDone.accept(mailbox.id());
          };
      run(mailbox, whenDone, () -> attempt(mailbox, due, slot, tenure, hangs));
    }
    // Not before this replica's claim is renewed, and then any place will do.
    return Slots.Want.quick(mailbox.recipient().host());
  }

  private void attempt(Mailbox mailbox, Due due, Slots.Slot slot, Tenure tenure, Runnable hangs) {
    try {
      if (!courier.attempt(mailbox, due, slot, tenure, hangs)) {
        miss(mailbox, due.position(), due.position());
        mailbox.lost(due);
      }
    } catch (RuntimeException | Error e) {
      // An error too: what is not put back is under way for ever.
      rest.say("Event " + due.position() + " for webhook " + mailbox.id(), e);
      mailbox.putBack(due, tenure.now().plus(Rest.LENGTH));
    }
  }

  private void run(Mailbox mailbox, Consumer<UUID> whenDone, Runnable work) {
    threads.execute(() -> {
      try {
        work.run();
      } finally {
        whenDone.accept(mailbox.id());
      }
    });
  }

  /** Looks for signals that a webhook has not been sent, before all else. */
  void findSignals(Mailbox mailbox, long upTo, Tenure tenure, Consumer<UUID> whenDone) {
    if (mailbox.scanned() < upTo) {
      run(mailbox, whenDone, () -> findSignals(mailbox, tenure));
    }
  }

  private void findSignals(Mailbox mailbox, Tenure tenure) {
    boolean again = true;
    while (again && !mailbox.isClosed()) {
      try {
        expedite(mailbox, tenure);
        again = false;
      } catch (RuntimeException | Error e) {
        again = rest.after("Signals for webhook " + mailbox.id(), e);
      }
    }
  }

  private void expedite(Mailbox mailbox, Tenure tenure) {
    long after = mailbox.scanned();
    JournalFilter signals = mailbox.recipient().webhook().filter().signals();
    Stretch page;
    do {
      page = letters.after(after, PAGE, signals);
      Instant now = tenure.now();
      page.entries().stream()
          .filter(mailbox.recipient()::wants)
          .forEach(signal -> mailbox.overtake(signal, now));
      after = page.upTo();
    } while (page.more());
  }

  private void scan(Mailbox mailbox, long from, Tenure tenure) {
    Stretch page = Stretch.unread(from);
    try {
      WebhookFilter filter = mailbox.recipient().webhook().filter();
      page = read(mailbox, from, () -> letters.all(from, PAGE, filter.narrowed(null, null)));
    } finally {
      mailbox.endScan(page.entries(), page.upTo(), tenure.now());
    }
  }

  /** The entries of one lane, with what it asks for beyond the filter looked at here. */
  private void readLane(Mailbox mailbox, Lane lane, Tenure tenure) {
    long from = lane.read;
    List<Long> kept = new ArrayList<>();
    Stretch page = Stretch.unread(from);
    try {
      WebhookFilter filter = mailbox.recipient().webhook().filter();
      JournalFilter own = lane.key.within(filter);
      page =
          read(
              mailbox,
              from,
              () -> {
                Stretch read =
                    lane.key.hasOthers()
                        ? letters.all(from, LANE_PAGE, own)
                        : letters.after(from, LANE_PAGE, own);
                if (read.hasGapAfter(from)) {
                  kept.addAll(letters.kept(mailbox.id(), lane.key, from, read.oldest()));
                }
                return read;
              });
    } finally {
      // Where it ends in failure, nothing was read that is not read again.
      List<Long> found = page.hasGapAfter(from) ? kept : List.of();
      mailbox.endLaneRead(lane, found(mailbox, lane, page, found), tenure.now());
    }
  }

  /** Nothing counts as read whose loss could not be told. */
  private Stretch read(Mailbox mailbox, long from, Supplier<Stretch> journal) {
    try {
      Stretch page = journal.get();
      if (page.hasGapAfter(from)) {
        miss(mailbox, from + 1, page.oldest() - 1);
      }
      return page;
    } catch (RuntimeException | Error e) {
      rest.after("Reading for webhook " + mailbox.id(), e);
      return Stretch.unread(from);
    }
  }

  private static Found found(Mailbox mailbox, Lane lane, Stretch page, List<Long> kept) {
    List<Recorded> own =
        page.entries().stream().filter(lane.key::holds).filter(mailbox.recipient()::wants).toList();
    return new Found(kept, own, page.upTo(), page.more());
  }

  private void miss(Mailbox mailbox, long from, long to) {
    log.warn(
        "Webhook {} misses events {} to {}: the journal no longer has them",
        mailbox.id(),
        from,
        to);
    ledger.missed(mailbox.recipient(), from, to);
    meters.missed();
  }

  /** Waits a little for what is under way. */
  void finish() throws InterruptedException {
    rest.end();
    threads.shutdown();
    if (!threads.awaitTermination(LAST_WAIT.toMillis(), TimeUnit.MILLISECONDS)) {
      log.info("Some receivers do not answer; their webhooks are attempted again elsewhere");
    }
  }
}
