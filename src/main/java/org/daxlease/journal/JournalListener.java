package org.daxlease.journal;

import java.util.List;

/**
 * Told right after a commit what this process appended. It makes readers fast and counts what this
 * process did; it may be lost, and says nothing about other replicas. Who needs every entry reads
 * by position, or subscribes to the {@link ChangeFeed}.
 */
@FunctionalInterface
public interface JournalListener {

  /**
   * Called on the committing thread, so it must return at once.
   *
   * @param entries of that transaction, in order, at least one
   */
  void committed(List<CommittedEntry> entries);
}
