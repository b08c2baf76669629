package org.daxlease.sql;

import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;

/** Tells apart the two databases where one statement does not serve both. */
public final class Databases {

  private Databases() {}

  /** Otherwise it is PostgreSQL. */
  public static boolean isH2(JdbcConnectionDetails database) {
    return database.getJdbcUrl().startsWith("jdbc:h2:");
  }
}
