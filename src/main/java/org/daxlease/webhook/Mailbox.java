package org.daxlease.webhook;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.locks.ReentrantLock;
import org.daxlease.journal.Recorded;
import org.jspecify.annotations.Nullable;

/**
 * One webhook on the replica that delivers it: how far the journal was read, what of it is not
 * delivered yet, and what of that must be written down. It does no I/O; a crash loses nothing of it
 * that the rows and the journal do not have.
 */
final class Mailbox {

  private final ReentrantLock lock = new ReentrantLock();
  private volatile Recipient recipient;
  private final RetrySchedule schedule;
  private final Lanes lanes = new Lanes();
  private final Pace pace = new Pace();
  private final List<DeliveryRows.Result> results = new ArrayList<>();
  private long scanned;
  private long written;
  private boolean scanning;
  private boolean closed;
  private boolean statusChanged;
  private @Nullable Instant failingSince;
  private @Nullable Stop stop;

  Mailbox(Webhook webhook, Recipient recipient, List<LaneRows.Row> kept, RetrySchedule schedule) {
    this.recipient = recipient;
    this.schedule = schedule;
    this.scanned = webhook.standing().position();
    this.written = scanned;
    this.failingSince = webhook.standing().failingSince();
    kept.forEach(lanes::add);
  }

  /**
   * An attempt that is due.
   *
   * @param lane to be handed back with the result
   * @param urgent whether it must not wait behind others
   * @param slow whether its receiver kept us waiting the last time
   */
  record Due(Lane lane, long position, boolean urgent, boolean slow) {}

  /** Why nothing more is delivered, until its owner resumes it. */
  record Stop(WebhookState state, String reason) {}

  Recipient recipient() {
    return recipient;
  }

  UUID id() {
    return recipient.id();
  }

  /** Its settings have changed: another secret. */
  void become(Recipient other) {
    recipient = other;
  }

  /** Takes events in that are to be delivered again. */
  void again(List<LaneRows.Row> kept) {
    locked(() -> {
      kept.stream().filter(row -> row.key().isRedelivery()).forEach(lanes::add);
      return null;
    });
  }

  /** Reads the journal no further and begins no attempt. */
  void close() {
    locked(() -> closed = true);
  }

  /** Delivers no more and has that written down. */
  void stop(Stop why) {
    locked(() -> {
      closed = true;
      stop = why;
      return null;
    });
  }

  /** Whether it is closed and nothing is under way any more. */
  boolean isOver() {
    return locked(() -> closed && pace.underWay() == 0);
  }

  boolean isClosed() {
    return locked(() -> closed);
  }

  int inFlight() {
    return locked(pace::underWay);
  }

  // Reading

  long scanned() {
    return locked(() -> scanned);
  }

  /**
   * Takes new entries, which follow each other without a gap and end at the journal's end. If it is
   * not as far as their beginning, or full, it only looks at the signals and reads the rest later.
   *
   * @return whether there is something for it to do
   */
  boolean offer(List<Recorded> entries, Instant now) {
    return locked(() -> {
      long before = entries.getFirst().position() - 1;
      for (Recorded entry : entries) {
        boolean follows = scanned >= before;
        before = entry.position();
        if (closed || entry.position() <= scanned) {
          continue;
        }
        if (follows && lanes.hasRoom()) {
          take(entry, now);
          scanned = entry.position();
        } else if (WebhookFilter.isSignal(entry.entry().type()) && recipient.wants(entry)) {
          overtake(entry, now);
        }
      }
      return !lanes.isEmpty() || scanned < before;
    });
  }

  /** Begins to read on from its own position if it should; the answer says after which. */
  @Nullable Long beginScan(long end) {
    return locked(() -> {
      if (closed || scanning || scanned >= end || !lanes.hasRoom()) {
        return null;
      }
      scanning = true;
      return scanned;
    });
  }

  /** Ends the reading: entries in order, and up to where nothing else fits. */
  void endScan(List<Recorded> entries, long upTo, Instant now) {
    locked(() -> {
      scanning = false;
      for (Recorded entry : entries) {
        if (entry.position() > scanned) {
          take(entry, now);
        }
      }
      scanned = Math.max(scanned, upTo);
      lanes.tidy(scanned);
      return null;
    });
  }

  private void take(Recorded entry, Instant now) {
    if (recipient.wants(entry)) {
      lanes.take(entry, now);
    }
  }

  /** A signal that the scan has not come to: its file goes ahead of everything else. */
  void overtake(Recorded signal, Instant now) {
    if (!now.isBefore(Urgency.until(signal))) {
      return;
    }
    locked(() -> {
      if (!closed) {
        lanes.overtake(signal, scanned, now);
      }
      return null;
    });
  }

  /** Lanes that want to read their next entries; each is to be handed back. */
  List<Lane> beginLaneReads() {
    return locked(() -> closed ? List.of() : lanes.beginReads());
  }

  /** What a lane found. */
  void endLaneRead(Lane lane, Carriers.Found found, Instant now) {
    locked(() -> {
      lanes.endRead(lane, found, now);
      lanes.tidy(scanned);
      return null;
    });
  }

  // Delivering

  /** The next attempt to be made, which is then under way; null for none now. */
  @Nullable Due begin(Instant now) {
    return locked(() -> {
      Lane best = closed ? null : lanes.next(now, lane -> lane.isUrgent(now) || pace.hasRoom(lane));
      if (best == null) {
        return null;
      }
      pace.begin(best);
      return new Due(
          best,
          best.waiting.getFirst(),
          best.isUrgent(now),
          pace.isNarrow() && failingSince != null);
    });
  }

  /** An attempt takes its time. */
  void hangs(Due due) {
    locked(() -> {
      pace.hangs(due.lane());
      return null;
    });
  }

  /** It was not attempted after all, for no fault of the receiver's. */
  void putBack(Due due, @Nullable Instant until) {
    locked(() -> {
      pace.end(due.lane());
      if (until != null) {
        Retry retry = due.lane().retry;
        due.lane().retry =
            retry == null
                ? new Retry(0, 0, until, until)
                : new Retry(retry.urgent(), retry.slow(), retry.firstAt(), until);
      }
      return null;
    });
  }

  /** It arrived. */
  void delivered(Due due, Letter.Head letter, DeliveryView.AttemptView attempt) {
    locked(() -> {
      pace.succeeded();
      setFailingSince(null);
      results.add(
          new DeliveryRows.Result(id(), letter, DeliveryState.DELIVERED, null, null, attempt));
      finish(due);
      return null;
    });
  }

  /** The journal has forgotten it, and nobody kept it. */
  void lost(Due due) {
    locked(() -> {
      finish(due);
      return null;
    });
  }

  /**
   * How it failed.
   *
   * @param at when it was over
   * @param retryAfter how long the receiver asked to be left alone
   */
  record Failure(Instant at, @Nullable Duration retryAfter) {}

  /** It did not arrive: it is attempted again later, or given up. */
  void failed(Due due, Letter letter, DeliveryView.AttemptView attempt, Failure failure) {
    locked(() -> {
      pace.failed();
      if (failingSince == null) {
        setFailingSince(attempt.at());
      }
      Lane lane = due.lane();
      lanes.setApart(lane, scanned);
      Retry next =
          schedule
              .next(lane.retry, failure.at(), lane.urgentUntil, failure.retryAfter())
              .orElse(null);
      results.add(
          new DeliveryRows.Result(
              id(),
              letter.head(),
              next == null ? DeliveryState.FAILED : DeliveryState.PENDING,
              next == null ? null : next.nextAt(),
              letter.text(),
              attempt));
      if (next == null) {
        finish(due);
        return null;
      }
      pace.end(lane);
      lanes.retry(lane, next);
      return null;
    });
  }

  private void finish(Due due) {
    pace.end(due.lane());
    lanes.advance(due.lane(), due.position());
    lanes.tidy(scanned);
  }

  private void setFailingSince(@Nullable Instant since) {
    statusChanged |= !Objects.equals(failingSince, since);
    failingSince = since;
  }

  @Nullable Instant failingSince() {
    return locked(() -> failingSince);
  }

  /** When the next thing in it becomes due that is not; null for never by itself. */
  @Nullable Instant nextDue(Instant now) {
    return locked(() -> lanes.nextDue(now));
  }

  /** The first position that is not delivered, or not read before an end; the greatest for none. */
  long oldestUndelivered(long end) {
    return locked(() -> lanes.oldest(scanned < end ? scanned + 1 : Long.MAX_VALUE));
  }

  /** How many entries are read and not delivered, or not read before an end. */
  long backlog(long end) {
    return locked(() -> Math.max(0, end - scanned) + lanes.waiting());
  }

  // Writing down

  /**
   * What is to be written in one transaction; null for nothing.
   *
   * @param all whether to write the position alone, too, although nothing was delivered: what lies
   *     between does not fit, and reading it again after a crash costs little
   */
  @Nullable Progress takeProgress(boolean all) {
    return locked(() -> {
      long position = lanes.position(scanned);
      boolean moved = all && position > written;
      if (!moved && !statusChanged && !hasNews()) {
        return null;
      }
      var progress =
          new Progress(
              recipient,
              Math.max(position, written),
              new Progress.Status(failingSince, stop),
              lanes.takeChanges(id()),
              List.copyOf(results));
      results.clear();
      statusChanged = false;
      stop = null;
      return progress;
    });
  }

  private boolean hasNews() {
    return !results.isEmpty() || lanes.haveChanged() || stop != null;
  }

  /** It is written. */
  void written(Progress progress) {
    locked(() -> written = Math.max(written, progress.position()));
  }

  /** It could not be written and must be, later. */
  void notWritten(Progress progress) {
    locked(() -> {
      lanes.putBack(progress.lanes());
      results.addAll(0, progress.results());
      if (stop == null) {
        // Another reason may have come meanwhile.
        stop = progress.status().stop();
      }
      statusChanged = true;
      return null;
    });
  }

  private interface Work<T extends @Nullable Object> {
    T now();
  }

  private <T extends @Nullable Object> T locked(Work<T> work) {
    lock.lock();
    try {
      return work.now();
    } finally {
      lock.unlock();
    }
  }
}
