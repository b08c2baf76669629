package org.daxlease.deadline;

import java.time.Instant;

/** Wakes who fires deadlines, for one that another replica has set. */
public interface DeadlineWakeup {

  /**
   * Says that something falls due: a hint, at any time and from any thread; the rows are what
   * counts.
   *
   * @param at by the clock that decides
   */
  void due(Instant at);
}
