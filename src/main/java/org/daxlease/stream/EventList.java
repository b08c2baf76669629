package org.daxlease.stream;

import java.util.List;
import org.daxlease.coordination.RetryOnTransientFailure;
import org.daxlease.coordination.web.Page;
import org.daxlease.coordination.web.Problem;
import org.daxlease.coordination.web.RefusedException;
import org.daxlease.journal.CommittedEntry;
import org.daxlease.journal.Envelopes;
import org.daxlease.journal.Event;
import org.daxlease.journal.JournalBatch;
import org.daxlease.journal.JournalFilter;
import org.daxlease.journal.JournalReader;
import org.daxlease.protocol.Errno;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;

/** Reads the journal page by page. */
@Component
@RetryOnTransientFailure
class EventList {

  private final JournalReader reader;
  private final Envelopes envelopes;

  EventList(JournalReader reader, Envelopes envelopes) {
    this.reader = reader;
    this.envelopes = envelopes;
  }

  /** The position of the last entry. */
  long end() {
    return reader.head();
  }

  /**
   * A page of what passes the filter. It may be short, and have another behind it, where what is
   * wanted is far apart.
   *
   * @param after null for the first entry that is still kept
   * @throws RefusedException with 410 if entries after that position are gone
   */
  Page<Event> page(@Nullable Long after, int limit, JournalFilter filter) {
    long position = after == null ? reader.oldest() - 1 : after;
    // One more than asked for tells whether there is another page.
    JournalBatch read = reader.batches(position, limit + 1, filter);
    if (after != null && read.hasGapAfter(position)) {
      throw new RefusedException(
          Problem.of(
                  Errno.ESTALE,
                  HttpStatus.GONE,
                  "The entries after position %d are gone; the oldest kept is %d."
                      .formatted(position, read.oldest()))
              .withOldest(read.oldest()));
    }
    List<CommittedEntry> found = read.entries();
    boolean full = found.size() > limit;
    List<CommittedEntry> shown = full ? found.subList(0, limit) : found;
    long end = full ? shown.getLast().position() : read.upTo();
    return new Page<>(
        shown.stream().map(envelopes::event).toList(),
        full || read.more() ? Long.toString(end) : null);
  }
}
