package org.daxlease.stream;

import java.util.concurrent.Semaphore;
import org.daxlease.journal.JournalBatch;
import org.daxlease.journal.JournalFilter;
import org.daxlease.journal.JournalReader;
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

  /** The entries after a position, as many as are read in one go. */
  JournalBatch after(long position, JournalFilter filter) {
    reads.acquireUninterruptibly();
    try {
      return reader.batch(position, page, filter);
    } finally {
      reads.release();
    }
  }
}
