package org.daxlease.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

class PostgresSessionsTest {

  private static final String POSTGRES =
      "spring.datasource.url=jdbc:postgresql://localhost:1/daxlease";

  private final ApplicationContextRunner service =
      new ApplicationContextRunner()
          .withConfiguration(AutoConfigurations.of(DataSourceAutoConfiguration.class))
          .withBean(PostgresSessions.class)
          .withUserConfiguration(Properties.class);

  @EnableConfigurationProperties(PostgresProperties.class)
  static class Properties {}

  @Test
  void postgresGetsEverySetting() {
    service
        .withPropertyValues(POSTGRES)
        .run(context ->
            assertThat(context.getBean(HikariDataSource.class).getDataSourceProperties())
                .containsEntry("reWriteBatchedInserts", "true")
                .containsEntry("socketTimeout", "15")
                .containsEntry(
                    "options",
                    "-c idle_in_transaction_session_timeout=1000 -c lock_timeout=1000"
                        + " -c statement_timeout=10000 -c tcp_user_timeout=2000"));
  }

  /** Whatever the database's default is: state that is read under a lock must not be older. */
  @Test
  void transactionsAreReadCommitted() {
    service
        .withPropertyValues(POSTGRES)
        .run(context ->
            assertThat(context.getBean(HikariDataSource.class).getTransactionIsolation())
                .isEqualTo("TRANSACTION_READ_COMMITTED"));
  }

  @Test
  void aLimitOfZeroIsLeftToTheServer() {
    service
        .withPropertyValues(
            POSTGRES,
            "daxlease.postgres.idle-in-transaction-timeout=0s",
            "daxlease.postgres.lock-timeout=2500ms",
            "daxlease.postgres.statement-timeout=0s",
            "daxlease.postgres.tcp-user-timeout=0s")
        .run(context ->
            assertThat(context.getBean(HikariDataSource.class).getDataSourceProperties())
                .containsEntry("options", "-c lock_timeout=2500"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"500ms", "15500ms", "10s"})
  void anAnswerIsWaitedForInWholeSecondsAndForLongerThanAStatementTakes(String timeout) {
    service
        .withPropertyValues(POSTGRES, "daxlease.postgres.socket-timeout=" + timeout)
        .run(context ->
            assertThat(context.getStartupFailure())
                .rootCause()
                .hasMessageContaining("daxlease.postgres.socket-timeout must be in whole seconds"));
  }

  @Test
  void ownSettingsOfThePoolWin() {
    service
        .withPropertyValues(
            POSTGRES, "spring.datasource.hikari.data-source-properties.socketTimeout=60")
        .run(context ->
            assertThat(context.getBean(HikariDataSource.class).getDataSourceProperties())
                .containsEntry("socketTimeout", "60"));
  }

  @Test
  void h2IsLeftAlone() {
    service
        .withPropertyValues("spring.datasource.url=jdbc:h2:mem:sessions")
        .run(context ->
            assertThat(context.getBean(HikariDataSource.class).getDataSourceProperties())
                .isEmpty());
  }
}
