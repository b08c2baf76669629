package org.daxlease.stream;

import java.util.List;
import org.daxlease.journal.CommittedEntry;
import org.daxlease.journal.JournalFilter;

/**
 * What a client asked for.
 *
 * @param subscriber who it is
 * @param filter which entries it wants, and may see
 * @param position it wants those after this one
 * @param resumes whether it had them up to there
 * @param first what it is sent before anything else, at positions up to {@code position}
 */
record Subscription(
    StreamSubscriber subscriber,
    JournalFilter filter,
    long position,
    boolean resumes,
    List<CommittedEntry> first) {

  /** Begins behind a position, and is sent something before. */
  static Subscription from(
      StreamSubscriber subscriber,
      JournalFilter filter,
      long position,
      List<CommittedEntry> first) {
    return new Subscription(subscriber, filter, position, false, first);
  }

  /** Goes on where a client was. */
  static Subscription resumed(StreamSubscriber subscriber, JournalFilter filter, long position) {
    return new Subscription(subscriber, filter, position, true, List.of());
  }
}
