package org.daxlease;

import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/**
 * Says at the start what to do about a database that cannot be opened, instead of a stack trace.
 */
class DatabaseFailureAnalyzer extends AbstractFailureAnalyzer<SQLException> {

  /** H2's DATABASE_ALREADY_OPEN_1. */
  private static final int ALREADY_OPEN = 90020;

  /** H2's IO_EXCEPTION_1, IO_EXCEPTION_2, FILE_CREATION_FAILED_1 and TRACE_FILE_ERROR_2. */
  private static final Set<Integer> FILES = Set.of(90028, 90031, 90062, 90034);

  /** No connection, no right to it, no such database: the classes of SQL states. */
  private static final Set<String> UNREACHABLE = Set.of("08", "28", "3D");

  private static final String DATABASE =
      "SPRING_DATASOURCE_URL (such as jdbc:postgresql://host/database), SPRING_DATASOURCE_USERNAME"
          + " and SPRING_DATASOURCE_PASSWORD";

  @Override
  protected @Nullable FailureAnalysis analyze(Throwable root, SQLException cause) {
    if (cause.getErrorCode() == ALREADY_OPEN) {
      return new FailureAnalysis(
          "Another process has the embedded database open: H2 serves one process.",
          "Stop the other process, start this one in another directory, or set "
              + DATABASE
              + " to a PostgreSQL for several replicas.",
          root);
    }
    if (FILES.contains(cause.getErrorCode())) {
      return new FailureAnalysis(
          "The file of the embedded database cannot be used: " + cause.getMessage(),
          "Start the service where it may write, on a disk with room, or set " + DATABASE + ".",
          root);
    }
    if (cause instanceof SQLFeatureNotSupportedException) {
      return new FailureAnalysis(
          "The database cannot be used: " + cause.getMessage(), "Correct " + DATABASE + ".", root);
    }
    String state = Objects.requireNonNullElse(cause.getSQLState(), "");
    return state.length() == 5 && UNREACHABLE.contains(state.substring(0, 2))
        ? new FailureAnalysis(
            "The database cannot be reached: " + cause.getMessage(),
            "Start the database, or correct " + DATABASE + ".",
            root)
        : null;
  }
}
