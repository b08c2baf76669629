package org.daxlease.coordination;

import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionExecution;
import org.springframework.transaction.TransactionExecutionListener;

/** Remembers, on the thread that committed, whether the answer to its last commit got lost. */
@Component
class CommitOutcome implements TransactionExecutionListener {

  private static final ThreadLocal<Boolean> UNKNOWN = ThreadLocal.withInitial(() -> false);

  static boolean isUnknown() {
    return UNKNOWN.get();
  }

  @Override
  public void beforeBegin(TransactionExecution transaction) {
    UNKNOWN.set(false);
  }

  @Override
  public void afterCommit(TransactionExecution transaction, @Nullable Throwable failure) {
    UNKNOWN.set(failure != null);
  }
}
