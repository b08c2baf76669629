package org.daxlease.protocol;

/** How a lease came to be. */
public enum LeaseOrigin {
  /** Asked for by its holder. */
  EXPLICIT,
  /** Taken by a pin under {@link UnleasedPin#IMPLICIT_LEASE}; lives as long as its pins. */
  IMPLICIT
}
