package org.daxlease.protocol;

/** What the coordinator does once SIGKILL has been sent (rule 16). */
public enum AfterKill {
  /** Wait until somebody reports the process gone. */
  AWAIT_EXIT,
  /** Presume it dead after {@link Policy#killGrace()}. */
  FENCE
}
