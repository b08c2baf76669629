package org.daxlease.coordination.idempotency;

/** Another transaction was first with this key; ours has lost and must be rolled back. */
class KeyTakenException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  KeyTakenException(Throwable cause) {
    super(cause);
  }
}
