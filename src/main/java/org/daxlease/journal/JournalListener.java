package org.daxlease.journal;

/**
 * Told right after a commit that this process appended something. A hint that makes readers fast:
 * it may be lost or late, and says nothing about other replicas. Who needs every entry reads by
 * position, or subscribes to the {@link ChangeFeed}.
 */
@FunctionalInterface
public interface JournalListener {

  /**
   * Called on the committing thread, so it must return at once.
   *
   * @param position of the last entry of that transaction
   */
  void committed(long position);
}
