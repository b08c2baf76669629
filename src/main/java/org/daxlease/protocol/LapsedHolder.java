package org.daxlease.protocol;

/**
 * How a holder that missed its heartbeats is treated when an operation wants its range (rule 19).
 */
public enum LapsedHolder {
  /** Like everybody. */
  LADDER,
  /** Fenced at once; only for hosts that are fenced elsewhere too. */
  FENCE
}
