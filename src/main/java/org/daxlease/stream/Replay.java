package org.daxlease.stream;

import java.util.List;
import java.util.concurrent.Semaphore;
import org.daxlease.journal.JournalFilter;
import org.daxlease.journal.JournalReader;
import org.daxlease.journal.Recorded;
import org.springframework.stereotype.Component;

/** Reads the journal for clients that are behind its end. */
@Component
class Replay {

  private static final int LARGEST_PAGE = 256;

  /**
   * Thousands of clients that reconnect at once would otherwise take every database connection from
   * the commands.
   */
  private static final int READS_AT_ONCE = 3;

  private final JournalReader reader;
  private final int page;
  private final Semaphore reads = new Semaphore(READS_AT_ONCE, true);

  Replay(JournalReader reader, StreamProperties properties) {
    this.reader = reader;
    this.page = Math.min(LARGEST_PAGE, properties.queueCapacity());
  }

  /**
   * A piece of the journal.
   *
   * @param entries those that passed the filter
   * @param upTo no other entry up to here passes it
   * @param oldest the first position that was still kept after the read
   */
  record Page(List<Recorded> entries, long upTo, long oldest) {}

  /** The entries after a position, as many as are read in one go. */
  Page after(long position, JournalFilter filter) {
    reads.acquireUninterruptibly();
    try {
      JournalReader.Stretch read = reader.stretch(position, page, filter);
      // Afterwards: what is trimmed while we read shows in the oldest.
      return new Page(read.entries(), read.upTo(), reader.oldest());
    } finally {
      reads.release();
    }
  }
}
