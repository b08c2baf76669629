package org.daxlease.checker;

/** What must hold of every history. */
public enum Invariant {
  /** No hard-case operation on a DAX file is granted while a live pin overlaps its range. */
  I1,
  /** No pin or lease is granted over a closed range. */
  I2,
  /**
   * No stage before its deadline; a break ends once its pins or its holder are gone, or nobody
   * waits.
   */
  I3,
  /** Tokens increase, generations never decrease, one grant at a time over a range. */
  I4,
  /** Positions without gaps; one entry per state change, causes before effects. */
  I5,
  /** Live pins are those pinned and neither unpinned nor revoked, however they are counted. */
  I6
}
