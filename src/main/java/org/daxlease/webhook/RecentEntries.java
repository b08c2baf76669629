package org.daxlease.webhook;

import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import org.daxlease.journal.CommittedEntry;
import org.springframework.stereotype.Component;

/**
 * The last of the journal as the dispatcher has read it, without a gap. A thousand webhooks that
 * begin near its end, or get what has just been committed, find it here and do not ask the database
 * a thousand times.
 */
@Component
class RecentEntries {

  static final int MOST_ENTRIES = 1000;
  private static final int MOST_CHARACTERS = 4 * 1024 * 1024;

  private final NavigableMap<Long, CommittedEntry> entries = new TreeMap<>();
  private long characters;

  /** Takes what was read next, in order; after a gap it begins anew. */
  synchronized void add(List<CommittedEntry> next) {
    for (CommittedEntry entry : next) {
      if (!entries.isEmpty() && entries.lastKey() + 1 != entry.position()) {
        clear();
      }
      entries.put(entry.position(), entry);
      characters += size(entry);
    }
    while (entries.size() > MOST_ENTRIES || characters > MOST_CHARACTERS) {
      characters -= size(entries.pollFirstEntry().getValue());
    }
  }

  synchronized void clear() {
    entries.clear();
    characters = 0;
  }

  private static long size(CommittedEntry entry) {
    return entry.entry().data().length();
  }

  /** Everything read after a position; empty if it does not reach back so far. */
  synchronized Optional<List<CommittedEntry>> after(long position) {
    return entries.isEmpty() || position < entries.firstKey() - 1
        ? Optional.empty()
        : Optional.of(List.copyOf(entries.tailMap(position, false).values()));
  }

  synchronized Optional<CommittedEntry> at(long position) {
    return Optional.ofNullable(entries.get(position));
  }
}
