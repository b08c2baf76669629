package org.daxlease.coordination;

import jakarta.persistence.LockTimeoutException;
import jakarta.persistence.OptimisticLockException;
import jakarta.persistence.PessimisticLockException;
import jakarta.persistence.QueryTimeoutException;
import java.sql.SQLException;
import java.sql.SQLRecoverableException;
import java.sql.SQLTransientException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.RecoverableDataAccessException;
import org.springframework.dao.TransientDataAccessException;
import org.springframework.transaction.CannotCreateTransactionException;
import org.springframework.transaction.TransactionTimedOutException;

/** Tells failures of the database that may be gone at the next try from those that will not. */
public final class TransientFailures {

  private static final List<Class<? extends Exception>> TRANSIENT =
      List.of(
          TransientDataAccessException.class,
          RecoverableDataAccessException.class,
          DataAccessResourceFailureException.class,
          CannotCreateTransactionException.class,
          TransactionTimedOutException.class,
          LockTimeoutException.class,
          PessimisticLockException.class,
          OptimisticLockException.class,
          QueryTimeoutException.class,
          SQLTransientException.class,
          SQLRecoverableException.class);

  /**
   * SQL states by their beginning: no connection, rolled back by a conflict, out of resources, lock
   * not available, shutting down (PostgreSQL), timeout (H2).
   */
  private static final List<String> TRANSIENT_STATES =
      List.of("08", "40", "53", "55P03", "57P", "HYT00");

  /** Integrity constraint violated: another transaction made the same unique thing first. */
  private static final String VIOLATED = "23";

  private TransientFailures() {}

  /** Whether a new transaction would see why a constraint was violated, and decide otherwise. */
  static boolean isLostRace(Throwable failure) {
    for (@Nullable Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof SQLException sql
          && sql.getSQLState() != null
          && sql.getSQLState().startsWith(VIOLATED)) {
        return true;
      }
    }
    return false;
  }

  public static boolean isTransient(Throwable failure) {
    for (@Nullable Throwable cause = failure; cause != null; cause = cause.getCause()) {
      Throwable current = cause;
      if (TRANSIENT.stream().anyMatch(type -> type.isInstance(current))
          || current instanceof SQLException sql && hasTransientState(sql)) {
        return true;
      }
    }
    return false;
  }

  private static boolean hasTransientState(SQLException failure) {
    String state = failure.getSQLState();
    return state != null && TRANSIENT_STATES.stream().anyMatch(state::startsWith);
  }
}
