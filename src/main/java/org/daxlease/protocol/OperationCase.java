package org.daxlease.protocol;

/** What an operation needs before it is granted, fixed at the request (rules 6 and 7). */
public enum OperationCase {
  /** Touches no block that is there: granted at once, closes nothing, keeps no place. */
  PASSING,
  /** Only adds behind the end: waits for earlier operations, disturbs no holder. */
  GROWING,
  /** Takes blocks away: waits for earlier operations and, on DAX, for every pin. */
  HARD;

  /** Whether it closes its range and has a place in the FIFO. */
  public boolean isExclusive() {
    return this != PASSING;
  }
}
