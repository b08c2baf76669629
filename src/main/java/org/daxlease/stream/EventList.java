package org.daxlease.stream;

import java.util.List;
import org.daxlease.coordination.Retried;
import org.daxlease.journal.Envelopes;
import org.daxlease.journal.JournalFilter;
import org.daxlease.journal.JournalReader;
import org.daxlease.journal.Recorded;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Reads the journal page by page. */
@Component
@Retried
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
   * A page of what passes the filter.
   *
   * @param after null for the first entry that is still kept
   * @throws org.springframework.web.ErrorResponseException with 410 if entries after that position
   *     are gone
   */
  EventPage page(@Nullable Long after, int limit, JournalFilter filter) {
    long position = after == null ? reader.oldest() - 1 : after;
    // One more than asked for tells whether there is another page.
    List<Recorded> found = reader.after(position, limit + 1, filter);
    // Afterwards, so that a trim beside the query cannot go unnoticed.
    long oldest = reader.oldest();
    if (after != null && oldest > position + 1) {
      throw Problems.gone(position, oldest);
    }
    List<Recorded> shown = found.subList(0, Math.min(limit, found.size()));
    boolean more = found.size() > limit;
    return new EventPage(
        shown.stream().map(envelopes::event).toList(),
        more ? Long.toString(shown.getLast().position()) : null);
  }
}
