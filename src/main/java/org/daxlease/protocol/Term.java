package org.daxlease.protocol;

/** How long a pin is meant to last: {@code LONGTERM} is {@code FOLL_LONGTERM}. */
public enum Term {
  LONGTERM,
  /** Direct I/O: gone in moments, so it is waited for and not signalled. */
  SHORT
}
