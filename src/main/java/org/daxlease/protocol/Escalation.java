package org.daxlease.protocol;

/** What a holder gets that misses its deadline (rule 15). */
public enum Escalation {
  SIGBUS_THEN_SIGKILL,
  SIGKILL,
  SIGBUS_ONLY
}
