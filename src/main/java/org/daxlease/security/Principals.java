package org.daxlease.security;

import org.daxlease.coordination.Caller;
import org.daxlease.journal.CommittedEntry;

/**
 * What principals may that are not there themselves: for what is done in their name long after
 * their request, such as the deliveries of a webhook. Keep the {@link Caller} that made the thing
 * (its principal and the labels of its authority) and ask with it.
 */
public interface Principals {

  /**
   * The same principal with what it may now: less or more than it once might, or nothing any more.
   */
  Caller now(Caller then);

  /** Whether this principal may see this journal entry. */
  default boolean maySee(Caller then, CommittedEntry recorded) {
    return now(then).readScope().sees(recorded.entry());
  }
}
