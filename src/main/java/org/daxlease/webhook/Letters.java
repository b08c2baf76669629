package org.daxlease.webhook;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.ReentrantLock;
import org.daxlease.journal.Envelopes;
import org.daxlease.journal.JournalFilter;
import org.daxlease.journal.JournalReader;
import org.daxlease.journal.Recorded;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Reads the journal for deliveries, a few readers at a time, and keeps the events read last: one
 * that a thousand webhooks get is read and written out once.
 */
@Component
class Letters {

  /** The others are for commands. */
  private static final int READS_AT_ONCE = 2;

  private static final int MOST_CHARACTERS = 8 * 1024 * 1024;

  private final JournalReader reader;
  private final Envelopes envelopes;
  private final DeliveryRows deliveries;
  private final Semaphore reads = new Semaphore(READS_AT_ONCE, true);
  private final ReentrantLock lock = new ReentrantLock();
  private final Map<Long, Letter> recent = new LinkedHashMap<>(256, 0.75f, true);
  private long characters;

  Letters(JournalReader reader, Envelopes envelopes, DeliveryRows deliveries) {
    this.reader = reader;
    this.envelopes = envelopes;
    this.deliveries = deliveries;
  }

  /** A piece of the journal, as {@link #after} reads it. */
  record Page(List<Recorded> entries, long upTo, long oldest, boolean more) {}

  /**
   * The entries after a position that pass a filter.
   *
   * @return entries, up to where no other passes, the first position still kept after the read, and
   *     whether there may be more
   */
  Page after(long position, int limit, JournalFilter filter) {
    reads.acquireUninterruptibly();
    try {
      // In this order: what is committed later does not count as read, what is trimmed shows.
      long head = reader.head();
      List<Recorded> entries = reader.after(position, limit, filter);
      boolean more = entries.size() == limit;
      long last = entries.isEmpty() ? position : entries.getLast().position();
      return new Page(entries, more ? last : Math.max(last, head), reader.oldest(), more);
    } finally {
      reads.release();
    }
  }

  long head() {
    return reader.head();
  }

  /** The event at a position; empty if neither the journal nor the delivery has it any more. */
  Optional<Letter> at(UUID webhookId, long position) {
    Letter known = recall(position);
    if (known != null) {
      return Optional.of(known);
    }
    reads.acquireUninterruptibly();
    try {
      Letter again = recall(position);
      return again != null
          ? Optional.of(again)
          : reader.at(List.of(position)).stream()
              .findFirst()
              .map(this::write)
              .or(() -> deliveries.kept(webhookId, position).map(k -> letter(position, k)));
    } finally {
      reads.release();
    }
  }

  private Letter write(Recorded recorded) {
    var head =
        new Letter.Head(
            recorded.position(), recorded.entry().type(), recorded.entry().refs().fileId());
    Letter letter = new Letter(head, envelopes.json(recorded));
    lock.lock();
    try {
      if (recent.put(recorded.position(), letter) == null) {
        characters += letter.text().length();
      }
      var eldest = recent.values().iterator();
      while (characters > MOST_CHARACTERS && eldest.hasNext()) {
        characters -= eldest.next().text().length();
        eldest.remove();
      }
    } finally {
      lock.unlock();
    }
    return letter;
  }

  private @Nullable Letter recall(long position) {
    lock.lock();
    try {
      return recent.get(position);
    } finally {
      lock.unlock();
    }
  }

  private static Letter letter(long position, DeliveryRows.Kept kept) {
    return new Letter(new Letter.Head(position, kept.type(), kept.fileId()), kept.event());
  }
}
