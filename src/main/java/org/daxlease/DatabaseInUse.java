package org.daxlease;

import java.sql.SQLException;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Says what to do about a second process on the data folder of the embedded database. */
class DatabaseInUse extends AbstractFailureAnalyzer<SQLException> {

  /** H2's DATABASE_ALREADY_OPEN_1. */
  private static final int ALREADY_OPEN = 90020;

  @Override
  protected @Nullable FailureAnalysis analyze(Throwable root, SQLException cause) {
    return cause.getErrorCode() == ALREADY_OPEN
        ? new FailureAnalysis(
            "Another process has the embedded database open: H2 serves one process.",
            "Stop the other process, start this one in another directory, or set"
                + " SPRING_DATASOURCE_URL, SPRING_DATASOURCE_USERNAME and"
                + " SPRING_DATASOURCE_PASSWORD to a PostgreSQL for several replicas.",
            root)
        : null;
  }
}
