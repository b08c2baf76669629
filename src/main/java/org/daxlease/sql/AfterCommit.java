package org.daxlease.sql;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * What is told once the running transaction is committed. Whatever becomes of that, the caller must
 * hear of success: a failure would say that nothing was done, and that it may be tried again.
 */
public final class AfterCommit {

  private static final Logger log = LoggerFactory.getLogger(AfterCommit.class);

  private AfterCommit() {}

  /**
   * Has something told.
   *
   * @throws IllegalStateException outside a transaction
   */
  public static void tell(Runnable word) {
    TransactionSynchronizationManager.registerSynchronization(
        new TransactionSynchronization() {
          @Override
          public void afterCommit() {
            try {
              word.run();
            } catch (RuntimeException | Error e) {
              log.error("Somebody could not be told of a commit", e);
            }
          }
        });
  }
}
