package org.daxlease.postgres;

import java.util.Map;
import org.flywaydb.core.api.configuration.FluentConfiguration;
import org.springframework.boot.flyway.autoconfigure.FlywayConfigurationCustomizer;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.stereotype.Component;

/**
 * Lets migrations take their time. Replicas that start together wait for each other with a lock in
 * a transaction that does nothing else meanwhile, which the limits of the pool's sessions would cut
 * off; and an index on a large table takes longer than a command may.
 */
@Component
class UnpooledMigrations implements FlywayConfigurationCustomizer {

  private final UnpooledConnections connections;

  UnpooledMigrations(UnpooledConnections connections) {
    this.connections = connections;
  }

  @Override
  public void customize(FluentConfiguration flyway) {
    // Not where spring.flyway.url or user names a database or a role of its own.
    if (connections.isPool(flyway.getDataSource())) {
      connections
          .url()
          .ifPresent(url -> {
            var direct = new DriverManagerDataSource(url);
            direct.setConnectionProperties(connections.properties(Map.of()));
            flyway.dataSource(direct);
          });
    }
  }
}
