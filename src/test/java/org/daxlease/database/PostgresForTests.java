package org.daxlease.database;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.context.annotation.Bean;

/** Puts every application context of a test run on a PostgreSQL database of its own, if told to. */
@AutoConfiguration(before = DataSourceAutoConfiguration.class)
@ConditionalOnProperty(name = "daxlease.test.database", havingValue = "postgres")
class PostgresForTests {

  @Bean
  JdbcConnectionDetails freshDatabase() {
    PostgresServer.Database database = PostgresServer.newDatabase();
    return new Details(database.url(), database.user(), database.password());
  }
}
