package org.daxlease.webhook;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.daxlease.journal.CommittedEntry;
import org.jspecify.annotations.Nullable;

/**
 * One webhook on the replica that delivers it: how far the journal was read, what of it is not
 * delivered yet, and what of that must be written down. It does no I/O; a crash loses nothing of it
 * that the rows and the journal do not have.
 */
final class DeliveryQueue {

  private volatile Endpoint endpoint;
  private final RetrySchedule schedule;
  private final Lanes lanes = new Lanes();
  private final AttemptWindow window = new AttemptWindow();
  private final List<DeliveryRows.Result> results = new ArrayList<>();
  private long scanned;
  private long written;
  private boolean scanning;
  private boolean closed;
  private boolean statusChanged;
  private @Nullable Instant failingSince;
  private @Nullable Stop stop;

  DeliveryQueue(
      Webhook webhook, Endpoint endpoint, List<LaneRows.Row> kept, RetrySchedule schedule) {
    this.endpoint = endpoint;
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

  Endpoint endpoint() {
    return endpoint;
  }

  UUID id() {
    return endpoint.id();
  }

  /** Its settings have changed: another secret. */
  void become(Endpoint other) {
    endpoint = other;
  }

  /** Takes events in that are to be delivered again. */
  synchronized void again(List<LaneRows.Row> kept) {
    kept.stream().filter(row -> row.key().isRedelivery()).forEach(lanes::add);
  }

  /** Reads the journal no further and begins no attempt. */
  synchronized void close() {
    closed = true;
  }

  /** Delivers no more and has that written down. */
  synchronized void stop(Stop why) {
    closed = true;
    stop = why;
  }

  /** Whether it is closed and nothing is under way any more. */
  synchronized boolean isOver() {
    return closed && window.underWay() == 0;
  }

  synchronized boolean isClosed() {
    return closed;
  }

  synchronized int inFlight() {
    return window.underWay();
  }

  // Reading

  synchronized long scanned() {
    return scanned;
  }

  /**
   * Takes new entries, which follow each other without a gap and end at the journal's end. If it is
   * not as far as their beginning, or full, it only looks at the signals and reads the rest later.
   *
   * @return whether there is something for it to do
   */
  synchronized boolean offer(List<CommittedEntry> entries, Instant now) {
    long before = entries.getFirst().position() - 1;
    for (CommittedEntry entry : entries) {
      boolean follows = scanned >= before;
      before = entry.position();
      if (closed || entry.position() <= scanned) {
        continue;
      }
      if (follows && lanes.hasRoom()) {
        take(entry, now);
        scanned = entry.position();
      } else if (WebhookFilter.isSignal(entry.entry().type()) && endpoint.wants(entry)) {
        overtake(entry, now);
      }
    }
    return !lanes.isEmpty() || scanned < before;
  }

  /** Begins to read on from its own position if it should; the answer says after which. */
  synchronized @Nullable Long beginScan(long end) {
    if (closed || scanning || scanned >= end || !lanes.hasRoom()) {
      return null;
    }
    scanning = true;
    return scanned;
  }

  /** Ends the reading: entries in order, and up to where nothing else fits. */
  synchronized void endScan(List<CommittedEntry> entries, long upTo, Instant now) {
    scanning = false;
    for (CommittedEntry entry : entries) {
      if (entry.position() > scanned) {
        take(entry, now);
      }
    }
    scanned = Math.max(scanned, upTo);
    lanes.tidy(scanned);
  }

  private void take(CommittedEntry entry, Instant now) {
    if (endpoint.wants(entry)) {
      lanes.take(entry, now);
    }
  }

  /** A signal that the scan has not come to: its file goes ahead of everything else. */
  synchronized void overtake(CommittedEntry signal, Instant now) {
    if (!closed && now.isBefore(Urgency.until(signal))) {
      lanes.overtake(signal, scanned, now);
    }
  }

  /** Lanes that want to read their next entries; each is to be handed back. */
  synchronized List<Lane> beginLaneReads() {
    return closed ? List.of() : lanes.beginReads();
  }

  /** What a lane found. */
  synchronized void endLaneRead(Lane lane, DeliveryWorkers.Found found, Instant now) {
    lanes.endRead(lane, found, now);
    lanes.tidy(scanned);
  }

  // Delivering

  /** The next attempt to be made, which is then under way; null for none now. */
  synchronized @Nullable Due begin(Instant now) {
    Lane best = closed ? null : lanes.next(now, lane -> lane.isUrgent(now) || window.hasRoom(lane));
    if (best == null) {
      return null;
    }
    window.begin(best);
    return new Due(
        best,
        best.waiting.getFirst(),
        best.isUrgent(now),
        window.isNarrow() && failingSince != null);
  }

  /** An attempt takes its time. */
  synchronized void hangs(Due due) {
    window.hangs(due.lane());
  }

  /** It was not attempted after all, for no fault of the receiver's. */
  synchronized void putBack(Due due, @Nullable Instant until) {
    window.end(due.lane());
    if (until != null) {
      Retry retry = due.lane().retry;
      due.lane().retry =
          retry == null
              ? new Retry(0, 0, until, until)
              : new Retry(retry.urgent(), retry.slow(), retry.firstAt(), until);
    }
  }

  /** It arrived. */
  synchronized void delivered(Due due, OutgoingEvent.Head head, DeliveryView.AttemptView attempt) {
    window.succeeded();
    setFailingSince(null);
    results.add(new DeliveryRows.Result(id(), head, DeliveryState.DELIVERED, null, null, attempt));
    finish(due);
  }

  /**
   * It is given up unsent: who made the webhook may not see it any more. Where no attempt has been
   * recorded yet none is: the record would tell of the event.
   */
  synchronized void withheld(Due due, OutgoingEvent event, DeliveryView.AttemptView attempt) {
    if (due.lane().retry != null || due.lane().key.isRedelivery()) {
      results.add(
          new DeliveryRows.Result(
              id(), event.head(), DeliveryState.FAILED, null, event.text(), attempt));
    }
    finish(due);
  }

  /** The journal has forgotten it, and nobody kept it. */
  synchronized void lost(Due due) {
    finish(due);
  }

  /**
   * How it failed.
   *
   * @param at when it was over
   * @param retryAfter how long the receiver asked to be left alone
   */
  record Failure(Instant at, @Nullable Duration retryAfter) {}

  /** It did not arrive: it is attempted again later, or given up. */
  synchronized void failed(
      Due due, OutgoingEvent event, DeliveryView.AttemptView attempt, Failure failure) {
    window.failed();
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
            event.head(),
            next == null ? DeliveryState.FAILED : DeliveryState.PENDING,
            next == null ? null : next.nextAt(),
            event.text(),
            attempt));
    if (next == null) {
      finish(due);
      return;
    }
    window.end(lane);
    lanes.retry(lane, next);
  }

  private void finish(Due due) {
    window.end(due.lane());
    lanes.advance(due.lane(), due.position());
    lanes.tidy(scanned);
  }

  private void setFailingSince(@Nullable Instant since) {
    statusChanged |= !Objects.equals(failingSince, since);
    failingSince = since;
  }

  synchronized @Nullable Instant failingSince() {
    return failingSince;
  }

  /** When the next thing in it becomes due that is not; null for never by itself. */
  synchronized @Nullable Instant nextDue(Instant now) {
    return lanes.nextDue(now);
  }

  /** The first position that is not delivered, or not read before an end; the greatest for none. */
  synchronized long oldestUndelivered(long end) {
    return lanes.oldest(scanned < end ? scanned + 1 : Long.MAX_VALUE);
  }

  /** How many entries are read and not delivered, or not read before an end. */
  synchronized long backlog(long end) {
    return Math.max(0, end - scanned) + lanes.waiting();
  }

  // Writing down

  /**
   * What is to be written in one transaction; null for nothing.
   *
   * @param all whether to write the position alone, too, although nothing was delivered: what lies
   *     between does not fit, and reading it again after a crash costs little
   */
  synchronized @Nullable Progress takeProgress(boolean all) {
    long position = lanes.position(scanned);
    boolean moved = all && position > written;
    if (!moved && !statusChanged && !hasNews()) {
      return null;
    }
    var progress =
        new Progress(
            endpoint,
            Math.max(position, written),
            new Progress.Status(failingSince, stop),
            lanes.takeChanges(id()),
            List.copyOf(results));
    results.clear();
    statusChanged = false;
    stop = null;
    return progress;
  }

  private boolean hasNews() {
    return !results.isEmpty() || lanes.haveChanged() || stop != null;
  }

  /** It is written. */
  synchronized void written(Progress progress) {
    written = Math.max(written, progress.position());
  }

  /** It could not be written and must be, later. */
  synchronized void notWritten(Progress progress) {
    lanes.putBack(progress.lanes());
    results.addAll(0, progress.results());
    if (stop == null) {
      // Another reason may have come meanwhile.
      stop = progress.status().stop();
    }
    statusChanged = true;
  }
}
