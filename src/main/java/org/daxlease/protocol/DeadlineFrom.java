package org.daxlease.protocol;

/** From which moment a deadline counts. */
public enum DeadlineFrom {
  /** From the moment the break was recorded. */
  NOTIFIED
}
