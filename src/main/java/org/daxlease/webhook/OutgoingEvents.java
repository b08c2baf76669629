package org.daxlease.webhook;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import org.daxlease.journal.CommittedEntry;
import org.daxlease.journal.Envelopes;
import org.daxlease.journal.JournalBatch;
import org.daxlease.journal.JournalFilter;
import org.daxlease.journal.JournalReader;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Reads the journal for deliveries, a few readers at a time, and keeps the events read last: one
 * that a thousand webhooks get is read and written out once.
 */
@Component
class OutgoingEvents {

  /** The others are for commands. */
  private static final int READS_AT_ONCE = 2;

  private static final JournalFilter EVERYTHING = JournalFilter.all();
  private static final int MOST_CHARACTERS = 8 * 1024 * 1024;

  private final JournalReader reader;
  private final Envelopes envelopes;
  private final DeliveryRows deliveries;
  private final RecentEntries recentEntries;
  private final Semaphore reads = new Semaphore(READS_AT_ONCE, true);
  private final Map<Long, OutgoingEvent> cache = new LinkedHashMap<>(256, 0.75f, true);
  private long characters;

  /** How often the journal has gone back: what was read before is not what is there now. */
  private long history;

  OutgoingEvents(
      JournalReader reader,
      Envelopes envelopes,
      DeliveryRows deliveries,
      RecentEntries recentEntries) {
    this.reader = reader;
    this.envelopes = envelopes;
    this.deliveries = deliveries;
    this.recentEntries = recentEntries;
  }

  /** Begins to follow the journal at its end; the answer is where that is. */
  long begin() {
    long head = reader.head();
    List<CommittedEntry> last =
        reader.after(
            Math.max(0, head - RecentEntries.MOST_ENTRIES), RecentEntries.MOST_ENTRIES, EVERYTHING);
    recentEntries.add(last);
    return last.isEmpty() ? head : last.getLast().position();
  }

  /** The journal goes on otherwise than it was read: forgets all of it. */
  synchronized void goBack() {
    recentEntries.clear();
    cache.clear();
    characters = 0;
    history++;
  }

  /** The next entries of the journal for who follows it. */
  List<CommittedEntry> next(long position, int limit) {
    List<CommittedEntry> entries = reader.after(position, limit, EVERYTHING);
    recentEntries.add(entries);
    return entries;
  }

  /** What {@link #next} has read after a position; empty if that is too long ago. */
  Optional<List<CommittedEntry>> lately(long position) {
    return recentEntries.after(position);
  }

  /** The entries after a position that pass a filter. */
  JournalBatch after(long position, int limit, JournalFilter filter) {
    reads.acquireUninterruptibly();
    try {
      return reader.batch(position, limit, filter);
    } finally {
      reads.release();
    }
  }

  /**
   * The same, and what is about webhooks, too: word to a receiver itself comes whatever it asked
   * for.
   */
  JournalBatch all(long position, int limit, JournalFilter filter) {
    JournalBatch wanted = after(position, limit, filter);
    if (filter.equals(EVERYTHING)) {
      return wanted;
    }
    return wanted.and(after(position, limit, WebhookFilter.ABOUT_WEBHOOKS));
  }

  /** The event at a position; empty if neither the journal nor the delivery has it any more. */
  Optional<OutgoingEvent> at(UUID webhookId, long position) {
    OutgoingEvent known = cached(position);
    if (known != null) {
      return Optional.of(known);
    }
    long now = history();
    Optional<CommittedEntry> read = recentEntries.at(position);
    if (read.isPresent()) {
      return read.map(recorded -> write(recorded, now));
    }
    reads.acquireUninterruptibly();
    try {
      OutgoingEvent again = cached(position);
      return again != null
          ? Optional.of(again)
          : reader.at(List.of(position)).stream()
              .findFirst()
              .map(recorded -> write(recorded, now))
              .or(() -> deliveries.kept(webhookId, position).map(k -> event(position, k)));
    } finally {
      reads.release();
    }
  }

  /** The positions between two others of what a lane has attempted, and not delivered. */
  List<Long> kept(UUID webhookId, LaneKey lane, long after, long before) {
    return deliveries.kept(webhookId, lane, after, before);
  }

  private synchronized long history() {
    return history;
  }

  private synchronized OutgoingEvent write(CommittedEntry recorded, long readIn) {
    OutgoingEvent written = cache.get(recorded.position());
    if (written != null) {
      return written;
    }
    OutgoingEvent event = OutgoingEvent.of(recorded, envelopes.json(recorded));
    if (readIn != history) {
      return event;
    }
    cache.put(recorded.position(), event);
    characters += event.size();
    var eldest = cache.values().iterator();
    while (characters > MOST_CHARACTERS && eldest.hasNext()) {
      characters -= eldest.next().size();
      eldest.remove();
    }
    return event;
  }

  private synchronized @Nullable OutgoingEvent cached(long position) {
    return cache.get(position);
  }

  private static OutgoingEvent event(long position, DeliveryRows.Kept kept) {
    return new OutgoingEvent(
        new OutgoingEvent.Head(position, kept.type(), kept.fileId()), kept.event(), null);
  }
}
