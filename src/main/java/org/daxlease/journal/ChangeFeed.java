package org.daxlease.journal;

import java.util.List;

/**
 * Hands every entry that any replica commits to listeners inside this process, in order, soon after
 * its commit.
 */
public interface ChangeFeed {

  /**
   * Registers a listener for as long as the service runs. Batches are not empty, in order, and
   * follow each other without a gap, unless entries were trimmed before this process had read them:
   * then a batch begins later than the position after the last one, and who needs what lies between
   * must look at the state instead.
   *
   * @param listener called on the one thread that reads, so it must return quickly and not wait; if
   *     it throws, that is logged and the batch is not repeated
   * @return the position after which the listener is given every entry
   */
  long onEntries(Listener listener);

  /** The position of the last entry handed out. */
  long position();

  /** Says that there may be new entries: a hint, at any time and from any thread. */
  void wake();

  /** Is given entries. */
  @FunctionalInterface
  interface Listener {

    void accept(List<CommittedEntry> batch);

    /**
     * The database has lost commits that were acknowledged: what was read of the journal behind a
     * position never happened, whoever read it. The next batch begins there.
     */
    default void wentBack(long position) {}
  }
}
