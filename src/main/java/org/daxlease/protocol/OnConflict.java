package org.daxlease.protocol;

/** What an operation does when holders or other operations are in its way (rule 8). */
public enum OnConflict {
  /** Break leases, be granted when the range is free. */
  WAIT,
  /** Like {@code O_NONBLOCK}: EWOULDBLOCK now, but the break is started. */
  NOWAIT,
  /** ETXTBSY, or EBUSY for another operation, and nobody is disturbed. */
  FAIL
}
