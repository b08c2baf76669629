package org.daxlease;

import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.util.Objects;
import javax.sql.DataSource;
import org.daxlease.sql.Databases;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.configuration.Configuration;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.boot.flyway.autoconfigure.FlywayMigrationStrategy;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;
import org.springframework.stereotype.Component;

/**
 * Migrates the database: PostgreSQL if it is young enough, and H2 in a session of its own that
 * stays open as long as the service.
 *
 * <p>Until the database is opened anew, H2 compares the values of a {@code check (x in (...))} in
 * the session that created it. Were that one of the pool, every insert into such a table would fail
 * from the moment the pool retires it, about half an hour after the first start.
 */
@Component
class MigrationSession implements FlywayMigrationStrategy, DisposableBean {

  private static final int OLDEST_POSTGRESQL = 15;

  private final JdbcConnectionDetails database;
  private @Nullable SingleConnectionDataSource session;

  MigrationSession(JdbcConnectionDetails database) {
    this.database = database;
  }

  @Override
  public void migrate(Flyway flyway) {
    if (Databases.isH2(database)) {
      inOwnSession(flyway.getConfiguration()).migrate();
    } else {
      refuseOld(flyway.getConfiguration().getDataSource());
      flyway.migrate();
    }
  }

  /** The schema would do on an older one, and every command then fail: {@code merge} is new. */
  static void refuseOld(DataSource server) {
    try (Connection connection = server.getConnection()) {
      DatabaseMetaData its = connection.getMetaData();
      if (its.getDatabaseMajorVersion() < OLDEST_POSTGRESQL) {
        throw new SQLFeatureNotSupportedException(
            "PostgreSQL %s is too old; it must be %d or later"
                .formatted(its.getDatabaseProductVersion(), OLDEST_POSTGRESQL));
      }
    } catch (SQLException e) {
      throw new DataAccessResourceFailureException("The database cannot be used", e);
    }
  }

  private Flyway inOwnSession(Configuration configuration) {
    session =
        new SingleConnectionDataSource(
            database.getJdbcUrl(),
            Objects.requireNonNullElse(database.getUsername(), ""),
            Objects.requireNonNullElse(database.getPassword(), ""),
            true);
    return Flyway.configure(configuration.getClassLoader())
        .configuration(configuration)
        .dataSource(session)
        .load();
  }

  /** After everything that uses the schema, since that depends on its migration. */
  @Override
  public void destroy() {
    if (session != null) {
      session.destroy();
    }
  }
}
