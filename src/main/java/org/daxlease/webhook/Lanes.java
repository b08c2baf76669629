package org.daxlease.webhook;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.Predicate;
import org.daxlease.journal.CommittedEntry;
import org.jspecify.annotations.Nullable;

/**
 * All that one webhook has read and not been delivered, lane by lane, and which lanes must be
 * written down. Guarded by the lock of its {@link DeliveryQueue}.
 */
final class Lanes {

  /** How many entries wait in memory before the webhook reads no further. */
  private static final int MOST_OPEN = 256;

  /** How many files in trouble there may be before it reads no further. */
  private static final int MOST_APART = 1000;

  private final Map<LaneKey, Lane> all = new LinkedHashMap<>();

  /** Positions in lanes that are not apart: the webhook's position stays before the first. */
  private final NavigableSet<Long> open = new TreeSet<>();

  private final Set<LaneKey> changed = new HashSet<>();
  private final Set<LaneKey> removed = new HashSet<>();
  private int apart;

  void add(LaneRows.Row row) {
    if (all.putIfAbsent(row.key(), Lane.of(row)) == null) {
      apart++;
    }
  }

  boolean hasRoom() {
    return open.size() < MOST_OPEN && apart < MOST_APART;
  }

  boolean isEmpty() {
    return all.isEmpty();
  }

  /** Everything before this is delivered or apart, of what was read up to {@code scanned}. */
  long position(long scanned) {
    return open.isEmpty() ? scanned : open.getFirst() - 1;
  }

  /** Puts an entry that the scan has come to in line. */
  void take(CommittedEntry entry, Instant now) {
    Lane lane = all.computeIfAbsent(LaneKey.of(entry), Lane::new);
    if (lane.apart) {
      lane.more |= entry.position() > lane.read;
    } else {
      lane.waiting.add(entry.position());
      open.add(entry.position());
    }
    hurry(lane, entry, now);
  }

  /** A signal that the scan has not come to: its file goes ahead of everything else. */
  void overtake(CommittedEntry signal, long scanned, Instant now) {
    LaneKey key = LaneKey.of(signal);
    if (signal.position() <= scanned && !isApart(key)) {
      return;
    }
    Lane lane = all.computeIfAbsent(key, Lane::new);
    if (!lane.apart) {
      setApart(lane, scanned);
    }
    if (signal.position() > lane.done) {
      lane.more |= signal.position() > lane.read;
      hurry(lane, signal, now);
      changed.add(key);
    }
  }

  private boolean isApart(LaneKey key) {
    Lane lane = all.get(key);
    return lane != null && lane.apart;
  }

  private void hurry(Lane lane, CommittedEntry entry, Instant now) {
    if (WebhookFilter.isSignal(entry.entry().type())) {
      lane.hurry(entry.position(), Urgency.until(entry), now);
      if (lane.apart) {
        changed.add(lane.key);
      }
    }
  }

  /** Keeps a lane apart from here on, with what it has of the entries up to {@code scanned}. */
  void setApart(Lane lane, long scanned) {
    if (lane.apart) {
      return;
    }
    long first = lane.waiting.isEmpty() ? scanned + 1 : lane.waiting.getFirst();
    lane.goApart(first - 1, scanned);
    open.removeAll(lane.waiting);
    apart++;
    changed.add(lane.key);
    removed.remove(lane.key);
  }

  /** Lanes that want to read their next entries, and begin to. */
  List<Lane> beginReads() {
    List<Lane> eager = all.values().stream().filter(Lane::wantsToRead).toList();
    eager.forEach(lane -> {
      lane.reading = true;
      lane.more = false;
    });
    return eager;
  }

  /** What a lane found: entries of its own, up to where there is nothing else. */
  void endRead(Lane lane, DeliveryWorkers.Found found, Instant now) {
    lane.reading = false;
    lane.more |= found.more();
    found.kept().stream().filter(position -> position > lane.read).forEach(lane.waiting::add);
    for (CommittedEntry entry : found.entries()) {
      if (entry.position() > lane.read) {
        lane.waiting.add(entry.position());
        hurry(lane, entry, now);
      }
    }
    lane.read = Math.max(lane.read, found.upTo());
    if (lane.waiting.isEmpty() && !lane.more) {
      lane.done = Math.max(lane.done, lane.read);
      changed.add(lane.key);
    }
  }

  /** The lane to be served next: the urgent before the others, then in order of the journal. */
  @Nullable Lane next(Instant now, Predicate<Lane> mayBegin) {
    Lane best = null;
    for (Lane lane : all.values()) {
      if (lane.isReady(now) && (best == null || isBefore(lane, best, now)) && mayBegin.test(lane)) {
        best = lane;
      }
    }
    return best;
  }

  private static boolean isBefore(Lane one, Lane other, Instant now) {
    boolean urgent = one.isUrgent(now);
    return urgent == other.isUrgent(now)
        ? one.waiting.getFirst() < other.waiting.getFirst()
        : urgent;
  }

  /** The first entry of a lane is to be attempted again. */
  void retry(Lane lane, Retry next) {
    lane.retry = next;
    changed.add(lane.key);
  }

  /** The first entry of a lane is done with, one way or the other. */
  void advance(Lane lane, long position) {
    lane.advance();
    if (lane.apart) {
      changed.add(lane.key);
    } else {
      open.remove(position);
      if (lane.waiting.isEmpty()) {
        all.remove(lane.key);
      }
    }
  }

  /** Lanes that have nothing left and that the scan has caught up with become part of it again. */
  void tidy(long scanned) {
    all.values()
        .removeIf(lane -> {
          boolean over =
              lane.apart && lane.isDrained() && (lane.key.isRedelivery() || scanned >= lane.done);
          if (over) {
            apart--;
            changed.remove(lane.key);
            removed.add(lane.key);
          }
          return over;
        });
  }

  /** When the next thing in them becomes due that is not; null for never by itself. */
  @Nullable Instant nextDue(Instant now) {
    return all.values().stream()
        .filter(lane -> !lane.inFlight && !lane.waiting.isEmpty() && lane.retry != null)
        .map(lane -> Objects.requireNonNull(lane.retry).nextAt())
        .filter(at -> at.isAfter(now))
        .min(Instant::compareTo)
        .orElse(null);
  }

  /** The first position that waits; the other one if none does. */
  long oldest(long otherwise) {
    return all.values().stream()
        .filter(lane -> !lane.waiting.isEmpty())
        .mapToLong(lane -> lane.waiting.getFirst())
        .min()
        .orElse(otherwise);
  }

  /** How many entries wait. */
  long waiting() {
    return all.values().stream().mapToLong(lane -> lane.waiting.size()).sum();
  }

  /** Whether rows have to be written. */
  boolean haveChanged() {
    return !changed.isEmpty() || !removed.isEmpty();
  }

  /** What has to be written, which then counts as written. */
  Progress.Lanes takeChanges(UUID webhookId) {
    List<LaneRows.Row> rows = new ArrayList<>();
    for (LaneKey key : changed) {
      Lane lane = all.get(key);
      if (lane != null && lane.apart) {
        rows.add(new LaneRows.Row(webhookId, key, lane.done, lane.retry, lane.urgentUntil));
      }
    }
    var changes = new Progress.Lanes(rows, List.copyOf(removed));
    changed.clear();
    removed.clear();
    return changes;
  }

  /** It was not written after all. */
  void putBack(Progress.Lanes changes) {
    changes.saved().forEach(row -> changed.add(row.key()));
    // Where the file has a lane again that has no row, the old row must go all the same.
    changes.removed().stream().filter(key -> !isApart(key)).forEach(removed::add);
  }
}
