package org.daxlease.protocol;

/** On what ground a break ended (rule 17). */
public enum BreakOutcome {
  /** The holder gave its pins up, in time or later. */
  UNPINNED,
  /** The holder's exit was reported: confirmed. */
  EXITED,
  /**
   * The holder was fenced, by the coordinator or an operator: presumed, our record and not the
   * hardware's.
   */
  FENCED,
  /** Nobody waits for it any more. */
  CANCELLED
}
