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
import org.springframework.core.NestedExceptionUtils;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.RecoverableDataAccessException;
import org.springframework.dao.TransientDataAccessException;
import org.springframework.transaction.CannotCreateTransactionException;
import org.springframework.transaction.TransactionSystemException;
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
   * SQL states by their beginning. Of the standard: no connection, rolled back by a conflict, out
   * of resources. Of PostgreSQL: the transaction was idle or running for too long, the server is a
   * standby (again), lock not available, statement timeout, shutting down or starting. Of H2:
   * timeout.
   */
  private static final List<String> TRANSIENT_STATES =
      List.of("08", "40", "53", "25P03", "25P04", "25006", "55P03", "57014", "57P", "HYT00");

  /**
   * After which nothing was committed, whether the commit had come with the statement that failed
   * or not. Bad data, violated constraint, rolled back by a conflict, and of PostgreSQL a standby,
   * idle for too long, lock not available, statement timeout. Of H2: timeout. Out of resources is
   * not among them: the driver says so, too, of what the server may have carried out.
   */
  private static final List<String> ROLLED_BACK =
      List.of("22", "23", "25006", "25P03", "40", "55P03", "57014", "HYT00");

  /** Integrity constraint violated: another transaction made the same unique thing first. */
  private static final List<String> VIOLATED = List.of("23");

  /** PostgreSQL: lock not available, be it at once or in time. H2: timeout. */
  private static final List<String> LOCK_KEPT = List.of("55P03", "HYT00");

  private TransientFailures() {}

  /**
   * Whether the database said that it did not commit: a statement that failed, or a session that it
   * ended while it waited for the next one, be that the commit.
   */
  static boolean isRolledBack(Throwable failure) {
    return hasState(failure, ROLLED_BACK);
  }

  /** Whether a lock was not to be had, at once or in time. */
  static boolean isLockKept(Throwable failure) {
    return hasState(failure, LOCK_KEPT);
  }

  /** Whether a new transaction would see why a constraint was violated, and decide otherwise. */
  static boolean isLostRace(Throwable failure) {
    return hasState(failure, VIOLATED);
  }

  private static boolean hasState(Throwable failure, List<String> states) {
    for (@Nullable Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof SQLException sql
          && sql.getSQLState() != null
          && states.stream().anyMatch(sql.getSQLState()::startsWith)) {
        return true;
      }
    }
    return false;
  }

  /** Whether the same thing may well succeed later. */
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

  /** What the database said, in one line and without the statement that it was about. */
  public static String inOneLine(Throwable failure) {
    // Behind a connection that is closed stands why it was.
    Throwable first =
        failure instanceof TransactionSystemException rollback
                && rollback.getOriginalException() != null
            ? rollback.getOriginalException()
            : failure;
    Throwable cause = NestedExceptionUtils.getMostSpecificCause(first);
    return String.valueOf(cause.getMessage()).lines().findFirst().orElse("");
  }

  private static boolean hasTransientState(SQLException failure) {
    String state = failure.getSQLState();
    // No database leaves the state out, but the pool does, where a connection has been lost: that
    // is what is left of a failure whose transaction could not be rolled back any more.
    return state == null || TRANSIENT_STATES.stream().anyMatch(state::startsWith);
  }
}
