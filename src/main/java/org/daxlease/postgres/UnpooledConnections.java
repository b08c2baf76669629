package org.daxlease.postgres;

import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.jdbc.DataSourceUnwrapper;
import org.springframework.stereotype.Component;

/**
 * Connections beside the pool: for those who keep theirs for good, or who take their time. They go
 * where the pool's go, with the same settings but the limits on time.
 */
@Component
class UnpooledConnections {

  /** The property of pgjdbc that carries server settings. */
  static final String OPTIONS = "options";

  private final @Nullable HikariDataSource pool;

  UnpooledConnections(DataSource dataSource) {
    HikariDataSource found = DataSourceUnwrapper.unwrap(dataSource, HikariDataSource.class);
    this.pool = found != null && isPostgres(found) ? found : null;
  }

  static boolean isPostgres(HikariDataSource pool) {
    String url = pool.getJdbcUrl();
    return url != null && url.startsWith("jdbc:postgresql:");
  }

  /** Whether these are the connections of the pool, on PostgreSQL. */
  boolean isPool(@Nullable DataSource dataSource) {
    return pool != null
        && dataSource != null
        && DataSourceUnwrapper.unwrap(dataSource, HikariDataSource.class) == pool;
  }

  /** Where they lead; empty on any other database. */
  Optional<String> url() {
    return Optional.ofNullable(pool).map(HikariDataSource::getJdbcUrl);
  }

  /** How to get there; with server settings of their own, or none. */
  Properties properties(Map<String, String> own) {
    Properties properties = new Properties();
    if (pool != null) {
      properties.putAll(pool.getDataSourceProperties());
      put(properties, "user", pool.getUsername());
      put(properties, "password", pool.getPassword());
    }
    properties.remove("socketTimeout");
    properties.remove(OPTIONS);
    properties.putAll(own);
    return properties;
  }

  /** Opens one. */
  Connection open(Map<String, String> own) throws SQLException {
    return DriverManager.getConnection(url().orElseThrow(), properties(own));
  }

  private static void put(Properties properties, String name, @Nullable String value) {
    if (value != null) {
      properties.setProperty(name, value);
    }
  }
}
