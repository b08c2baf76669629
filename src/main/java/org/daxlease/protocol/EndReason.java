package org.daxlease.protocol;

/** Why a pin, lease or mapping ended. */
public enum EndReason {
  /** Its holder let go of it. */
  REQUEST,
  /** Its process exited. */
  EXIT,
  /** Its process was fenced. */
  FENCE,
  /** Its file was unlinked. */
  UNLINK
}
