package org.daxlease.protocol;

/** Why an operation was cancelled. */
public enum CancelReason {
  REQUEST,
  /** {@code maxWait} passed. */
  TIMEOUT,
  /** The process on whose behalf it was requested is gone. */
  REQUESTER_GONE,
  /** Another operation unlinked the file. */
  FILE_REMOVED
}
