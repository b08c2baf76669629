package org.daxlease.coordination;

import org.springframework.dao.PessimisticLockingFailureException;

/**
 * Somebody has kept the lock of a process or of a file, or an idempotency key, for longer than it
 * was to be waited for. Who needs none of them could have gone on.
 */
public final class LockWaitTimeoutException extends PessimisticLockingFailureException {

  private static final long serialVersionUID = 1L;

  public LockWaitTimeoutException(String message, Throwable cause) {
    super(message, cause);
  }

  /** What a failure of the database is where it is about a lock; the failure itself where not. */
  public static RuntimeException of(RuntimeException failure) {
    return TransientFailures.isLockKept(failure)
        ? new LockWaitTimeoutException(TransientFailures.inOneLine(failure), failure)
        : failure;
  }
}
