package org.daxlease.coordination.idempotency;

/**
 * Another transaction has a key, and has not ended for as long as a lock is waited for. To try
 * again is for the client, who hears that the first request with it still runs.
 */
class KeyLockedException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  KeyLockedException() {
    // Without what the database said: that would make it a failure that is tried again.
    super("another transaction has an idempotency key");
  }
}
