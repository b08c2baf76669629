package org.daxlease.coordination.idempotency;

import org.jspecify.annotations.Nullable;
import org.springframework.dao.ConcurrencyFailureException;

/** Another transaction was first with a key; ours has lost and must be rolled back. */
class KeyConflictException extends ConcurrencyFailureException {

  private static final long serialVersionUID = 1L;

  KeyConflictException(@Nullable Throwable cause) {
    super("another transaction took an idempotency key", cause);
  }
}
