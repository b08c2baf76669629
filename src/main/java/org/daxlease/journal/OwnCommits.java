package org.daxlease.journal;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;

/**
 * What this process has committed and not passed on yet. Commits are told of in any order; each is
 * a run of positions without a gap.
 */
final class OwnCommits {

  /** So many commits waiting for one of another replica are left to the database. */
  private static final int MOST = 1000;

  private final ConcurrentNavigableMap<Long, List<CommittedEntry>> commits =
      new ConcurrentSkipListMap<>();

  void add(List<CommittedEntry> committed) {
    if (commits.size() < MOST) {
      commits.put(committed.getFirst().position(), committed);
    }
  }

  /** Gives away what begins at a position or before it: the database has been read so far. */
  List<CommittedEntry> takeUpTo(long position) {
    List<CommittedEntry> taken = new ArrayList<>();
    while (!commits.isEmpty() && commits.firstKey() <= position) {
      taken.addAll(commits.pollFirstEntry().getValue());
    }
    return taken;
  }

  /** The entries right behind a position, if they are here; forgets what lies before it. */
  List<CommittedEntry> behind(long position) {
    commits.headMap(position, true).clear();
    Map.Entry<Long, List<CommittedEntry>> first = commits.firstEntry();
    return first != null && first.getKey() == position + 1 ? first.getValue() : List.of();
  }

  void clear() {
    commits.clear();
  }

  /** Whether some of it must wait for what others have committed before it. */
  boolean waits() {
    return !commits.isEmpty();
  }
}
