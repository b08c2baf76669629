package org.daxlease.postgres;

import com.zaxxer.hikari.HikariDataSource;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.stereotype.Component;

/**
 * Gives the pool's connections the settings that several replicas need. They are set on the pool
 * because only PostgreSQL knows them (H2 refuses a connection with one it does not know), and the
 * URL should be all that somebody has to change. A value in the URL still wins.
 *
 * <p>A replica that stands still (SIGSTOP, a host that is gone, a long pause of its JVM) cannot let
 * go of its locks, so the server does it: idle_in_transaction_session_timeout ends what it holds,
 * and lock_timeout what it waits for, which it would otherwise be given next and hold in turn. So
 * the others wait for one plus the other at most. A replica that comes back finds its transaction
 * gone and tries the command again from the start.
 */
@Component
class PostgresSessions implements BeanPostProcessor {

  private final ObjectProvider<PostgresProperties> properties;

  /** Not the properties themselves, which would be made before they can be bound. */
  PostgresSessions(ObjectProvider<PostgresProperties> properties) {
    this.properties = properties;
  }

  @Override
  public @Nullable Object postProcessBeforeInitialization(Object bean, String beanName) {
    if (bean instanceof HikariDataSource pool && UnpooledConnections.isPostgres(pool)) {
      configure(pool, properties.getObject());
    }
    return bean;
  }

  private static void configure(HikariDataSource pool, PostgresProperties properties) {
    // What follows a lock must see what was committed before it was given.
    if (pool.getTransactionIsolation() == null) {
      pool.setTransactionIsolation("TRANSACTION_READ_COMMITTED");
    }
    // A JDBC batch of inserts travels as multi-row statements.
    setDefault(pool, "reWriteBatchedInserts", "true");
    setDefault(pool, "ApplicationName", "daxlease");
    setDefault(pool, "tcpKeepAlive", "true");
    setDefault(pool, "connectTimeout", "3");
    // Of several hosts in the URL another may be the primary by now.
    setDefault(pool, "hostRecheckSeconds", "1");
    setDefault(pool, "socketTimeout", Long.toString(properties.socketTimeout().toSeconds()));
    String options = options(properties);
    if (!options.isEmpty()) {
      setDefault(pool, UnpooledConnections.OPTIONS, options);
    }
  }

  private static void setDefault(HikariDataSource pool, String name, String value) {
    if (!pool.getDataSourceProperties().containsKey(name)) {
      pool.addDataSourceProperty(name, value);
    }
  }

  private static String options(PostgresProperties properties) {
    List<String> options = new ArrayList<>();
    add(options, "idle_in_transaction_session_timeout", properties.idleInTransactionTimeout());
    add(options, "lock_timeout", properties.lockTimeout());
    add(options, "statement_timeout", properties.statementTimeout());
    add(options, "tcp_user_timeout", properties.tcpUserTimeout());
    return String.join(" ", options);
  }

  private static void add(List<String> options, String name, Duration limit) {
    if (!limit.isZero()) {
      options.add("-c " + name + "=" + Math.max(1, limit.toMillis()));
    }
  }
}
