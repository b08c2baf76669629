package org.daxlease.webhook;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import org.daxlease.journal.Envelopes;
import org.daxlease.journal.JournalFilter;
import org.daxlease.journal.JournalReader;
import org.daxlease.journal.Recorded;
import org.daxlease.journal.Stretch;
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

  private static final JournalFilter EVERYTHING = JournalFilter.all();
  private static final int MOST_CHARACTERS = 8 * 1024 * 1024;

  private final JournalReader reader;
  private final Envelopes envelopes;
  private final DeliveryRows deliveries;
  private final Tape tape;
  private final Semaphore reads = new Semaphore(READS_AT_ONCE, true);
  private final Map<Long, Letter> recent = new LinkedHashMap<>(256, 0.75f, true);
  private long characters;

  /** How often the journal has gone back: what was read before is not what is there now. */
  private long history;

  Letters(JournalReader reader, Envelopes envelopes, DeliveryRows deliveries, Tape tape) {
    this.reader = reader;
    this.envelopes = envelopes;
    this.deliveries = deliveries;
    this.tape = tape;
  }

  /** Begins to follow the journal at its end; the answer is where that is. */
  long begin() {
    long head = reader.head();
    List<Recorded> last =
        reader.after(Math.max(0, head - Tape.MOST_ENTRIES), Tape.MOST_ENTRIES, EVERYTHING);
    tape.add(last);
    return last.isEmpty() ? head : last.getLast().position();
  }

  /** The journal goes on otherwise than it was read: forgets all of it. */
  synchronized void goBack() {
    tape.clear();
    recent.clear();
    characters = 0;
    history++;
  }

  /** The next entries of the journal for who follows it. */
  List<Recorded> next(long position, int limit) {
    List<Recorded> entries = reader.after(position, limit, EVERYTHING);
    tape.add(entries);
    return entries;
  }

  /** What {@link #next} has read after a position; empty if that is too long ago. */
  Optional<List<Recorded>> lately(long position) {
    return tape.after(position);
  }

  /** The entries after a position that pass a filter. */
  Stretch after(long position, int limit, JournalFilter filter) {
    reads.acquireUninterruptibly();
    try {
      return reader.stretch(position, limit, filter);
    } finally {
      reads.release();
    }
  }

  /**
   * The same, and what is about webhooks, too: word to a receiver itself comes whatever it asked
   * for.
   */
  Stretch all(long position, int limit, JournalFilter filter) {
    Stretch wanted = after(position, limit, filter);
    if (filter.equals(EVERYTHING)) {
      return wanted;
    }
    return wanted.and(after(position, limit, WebhookFilter.ABOUT_WEBHOOKS));
  }

  /** The event at a position; empty if neither the journal nor the delivery has it any more. */
  Optional<Letter> at(UUID webhookId, long position) {
    Letter known = recall(position);
    if (known != null) {
      return Optional.of(known);
    }
    long now = history();
    Optional<Recorded> read = tape.at(position);
    if (read.isPresent()) {
      return read.map(recorded -> write(recorded, now));
    }
    reads.acquireUninterruptibly();
    try {
      Letter again = recall(position);
      return again != null
          ? Optional.of(again)
          : reader.at(List.of(position)).stream()
              .findFirst()
              .map(recorded -> write(recorded, now))
              .or(() -> deliveries.kept(webhookId, position).map(k -> letter(position, k)));
    } finally {
      reads.release();
    }
  }

  /** The positions between two others of what a lane has attempted, and not delivered. */
  List<Long> kept(UUID webhookId, LaneKey lane, long after, long before) {
    UUID file = lane.file();
    return file == null ? List.of() : deliveries.kept(webhookId, file, after, before);
  }

  private synchronized long history() {
    return history;
  }

  private synchronized Letter write(Recorded recorded, long readIn) {
    Letter written = recent.get(recorded.position());
    if (written != null) {
      return written;
    }
    Letter letter = Letter.of(recorded, envelopes.json(recorded));
    if (readIn != history) {
      return letter;
    }
    recent.put(recorded.position(), letter);
    characters += letter.size();
    var eldest = recent.values().iterator();
    while (characters > MOST_CHARACTERS && eldest.hasNext()) {
      characters -= eldest.next().size();
      eldest.remove();
    }
    return letter;
  }

  private synchronized @Nullable Letter recall(long position) {
    return recent.get(position);
  }

  private static Letter letter(long position, DeliveryRows.Kept kept) {
    return new Letter(new Letter.Head(position, kept.type(), kept.fileId()), kept.event(), null);
  }
}
