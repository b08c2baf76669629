package org.daxlease.coordination;

import java.lang.reflect.Method;
import org.springframework.resilience.retry.MethodRetryPredicate;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * When a command may be tried again: never inside a transaction that has failed already, and never
 * after a commit whose outcome nobody knows, which could carry it out twice. Nor where too many
 * wait already: that is for the client to hear. Nor for a lock that is not to be waited for.
 */
class RetryDecision implements MethodRetryPredicate {

  @Override
  public boolean shouldRetry(Method method, Throwable failure) {
    boolean givenUp =
        LockWait.current() != LockWait.RETRIED && failure instanceof LockWaitTimeoutException;
    boolean mayPass =
        !givenUp
            && (TransientFailures.isTransient(failure) || TransientFailures.isLostRace(failure));
    return mayPass
        && !(failure instanceof BusyException)
        && !TransactionSynchronizationManager.isActualTransactionActive()
        && !CommitOutcome.isUnknown(failure);
  }
}
