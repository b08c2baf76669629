package org.daxlease.journal;

import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * A batch of entries, as it was read from the journal.
 *
 * @param entries those that passed the filter
 * @param upTo no other entry up to here passes it
 * @param more whether there was more of the journal behind it
 * @param oldest the first position that was still kept after the reading, so that what was trimmed
 *     meanwhile shows
 */
public record JournalBatch(List<CommittedEntry> entries, long upTo, boolean more, long oldest) {

  /** What is left to be read again from a position. */
  public static JournalBatch unread(long position) {
    return new JournalBatch(List.of(), position, true, 0);
  }

  /** Whether entries right after a position may be missing. */
  public boolean hasGapAfter(long position) {
    return oldest > position + 1;
  }

  /**
   * Both in order, as far as both were read. What was trimmed before the later of the two may be
   * missing in it.
   */
  public JournalBatch and(JournalBatch other) {
    long both = Math.min(upTo, other.upTo);
    List<CommittedEntry> merged =
        Stream.concat(entries.stream(), other.entries.stream())
            .filter(entry -> entry.position() <= both)
            .distinct()
            .sorted(Comparator.comparing(CommittedEntry::position))
            .toList();
    return new JournalBatch(merged, both, more || other.more, Math.max(oldest, other.oldest));
  }
}
