package org.daxlease.webhook;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * The entries of one file that a webhook has still to be sent, in order: positions only, no
 * payload. Most live for the time of one delivery. One that is kept <em>apart</em> has a row: the
 * webhook's position may pass it, and it reads its entries from the journal by itself. Guarded by
 * the lock of its {@link DeliveryQueue}.
 */
final class Lane {

  final LaneKey key;

  /** Read and not delivered. */
  final Deque<Long> waiting = new ArrayDeque<>();

  boolean apart;

  /** Only if apart: delivered up to here, and read up to there. */
  long done;

  long read;

  /** The journal has more for it, beyond what it has read. */
  boolean more;

  boolean reading;
  boolean inFlight;
  boolean hanging;
  @Nullable Retry retry;

  /** The last undelivered signal that is known. */
  long lastSignal;

  /** The latest deadline that an undelivered signal announces. */
  @Nullable Instant urgentUntil;

  Lane(LaneKey key) {
    this.key = key;
  }

  static Lane of(LaneRows.Row row) {
    Lane lane = new Lane(row.key());
    lane.apart = true;
    lane.done = row.position();
    lane.read = row.position();
    lane.retry = row.retry();
    lane.urgentUntil = row.urgentUntil();
    lane.lastSignal = row.urgentUntil() == null ? 0 : Long.MAX_VALUE;
    if (row.key().isRedelivery()) {
      lane.waiting.add(row.position() + 1);
      lane.read = row.position() + 1;
    } else {
      lane.more = true;
    }
    return lane;
  }

  boolean isUrgent(Instant now) {
    return Urgency.isUrgent(urgentUntil, now);
  }

  boolean isReady(Instant now) {
    return !inFlight && !waiting.isEmpty() && (retry == null || retry.isDue(now));
  }

  boolean wantsToRead() {
    return apart && more && !reading && waiting.isEmpty();
  }

  /** Nothing is left to do that it knows of. */
  boolean isDrained() {
    return waiting.isEmpty() && !more && !reading && !inFlight;
  }

  /** A signal stands in it: what is before that is as urgent. */
  void hurry(long signal, Instant until, Instant now) {
    if (!now.isBefore(until)) {
      return;
    }
    boolean wasUrgent = isUrgent(now);
    lastSignal = Math.max(lastSignal, signal);
    urgentUntil = urgentUntil == null || until.isAfter(urgentUntil) ? until : urgentUntil;
    if (!wasUrgent && retry != null) {
      retry = retry.expedited(now);
    }
  }

  /** From here on it has a row and reads by itself. */
  void goApart(long doneUpTo, long readUpTo) {
    apart = true;
    done = doneUpTo;
    read = readUpTo;
  }

  /** Its first entry is done with, one way or the other. */
  void advance() {
    long position = waiting.remove();
    retry = null;
    done = Math.max(done, position);
    if (position >= lastSignal || isAtRest()) {
      urgentUntil = null;
      lastSignal = 0;
    }
  }

  private boolean isAtRest() {
    return waiting.isEmpty() && !more && !reading;
  }
}
