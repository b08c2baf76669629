package org.daxlease.coordination;

import org.daxlease.sql.LastRoundTripListener;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionExecution;
import org.springframework.transaction.TransactionExecutionListener;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/** Remembers, on the thread that committed, whether the answer to its last commit got lost. */
@Component
public class CommitOutcome implements TransactionExecutionListener, LastRoundTripListener {

  private static final ThreadLocal<Boolean> UNKNOWN = ThreadLocal.withInitial(() -> false);

  /**
   * Whether the last transaction of this thread was told to commit, and nobody knows whether it
   * did: it may have, though its caller saw a failure.
   *
   * @param failure what its caller saw
   */
  public static boolean isUnknown(Throwable failure) {
    return UNKNOWN.get() && !TransientFailures.isRolledBack(failure);
  }

  /**
   * Says that it does not matter: whoever tries again will see whether it did, as with a key that
   * is committed together with its command.
   */
  public static void settle() {
    UNKNOWN.set(false);
  }

  /** Takes over what another thread knows, which committed on behalf of this one too. */
  public static void inherit(boolean unknown) {
    UNKNOWN.set(unknown);
  }

  @Override
  public void beforeBegin(TransactionExecution transaction) {
    UNKNOWN.set(false);
  }

  /**
   * Registered first, it is told before anything is sent with which the commit may travel; and not
   * after a failure, which is not reported to listeners in every case.
   */
  @Override
  public void afterBegin(TransactionExecution transaction, @Nullable Throwable failure) {
    if (failure == null && !transaction.isReadOnly()) {
      TransactionSynchronizationManager.registerSynchronization(
          new TransactionSynchronization() {
            @Override
            public void beforeCommit(boolean readOnly) {
              if (transaction.isRollbackOnly()) {
                // JPA's transaction manager goes as far as this before it looks.
                throw new IllegalStateException("a part of the transaction has failed");
              }
              UNKNOWN.set(true);
            }
          });
    }
  }

  @Override
  public void failed(RuntimeException why) {
    if (TransientFailures.isRolledBack(why)) {
      UNKNOWN.set(false);
    }
  }

  @Override
  public void afterCommit(TransactionExecution transaction, @Nullable Throwable failure) {
    if (failure == null) {
      UNKNOWN.set(false);
    }
  }
}
