package org.daxlease.journal;

import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The entries that were handed out last, to find out whether the journal still has them. After a
 * failover to a standby that lacked the last commits it has others at their positions, or none.
 */
final class DivergenceDetector {

  private static final int MOST = 1000;

  private final NavigableMap<Long, Mark> last = new TreeMap<>();

  /** No two histories have the same at the same position. */
  private record Mark(Instant time, String type) {

    static Mark of(CommittedEntry recorded) {
      return new Mark(recorded.entry().time(), recorded.entry().type());
    }
  }

  void add(List<CommittedEntry> batch) {
    batch.forEach(recorded -> last.put(recorded.position(), Mark.of(recorded)));
    while (last.size() > MOST) {
      last.pollFirstEntry();
    }
  }

  /** Whether there are two entries at one position. */
  static boolean differ(CommittedEntry one, @Nullable CommittedEntry other) {
    return other != null
        && one.position() == other.position()
        && !Mark.of(one).equals(Mark.of(other));
  }

  /** Whether an entry is another one than was handed out at its position. */
  boolean contradicts(CommittedEntry read) {
    Mark handed = last.get(read.position());
    return handed != null && !handed.equals(Mark.of(read));
  }

  /** Goes back to the last entry that the journal still has; the answer is its position. */
  long backTo(JournalReader journal) {
    Map<Long, Mark> there = new HashMap<>();
    journal.at(last.keySet()).forEach(read -> there.put(read.position(), Mark.of(read)));
    long before = last.isEmpty() ? Long.MAX_VALUE : last.firstKey() - 1;
    long end = journal.head();
    // Nothing is forgotten before all has been read, which may fail.
    while (!last.isEmpty() && !last.lastEntry().getValue().equals(there.get(last.lastKey()))) {
      last.pollLastEntry();
    }
    return last.isEmpty() ? Math.min(end, before) : last.lastKey();
  }
}
