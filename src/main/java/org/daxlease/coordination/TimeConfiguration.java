package org.daxlease.coordination;

import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.Objects;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.jdbc.DatabaseDriver;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.JdbcTemplate;

/** Which clock decides. */
@Configuration(proxyBeanMethods = false)
class TimeConfiguration {

  @Bean
  @ConditionalOnMissingBean
  InstantSource jvmClock() {
    return InstantSource.system();
  }

  @Bean
  @ConditionalOnMissingBean
  TimeSource timeSource(JdbcConnectionDetails database, JdbcTemplate jdbc, InstantSource jvm) {
    return DatabaseDriver.fromJdbcUrl(database.getJdbcUrl()) == DatabaseDriver.POSTGRESQL
        ? () -> databaseTime(jdbc)
        : () -> jvm.instant().truncatedTo(ChronoUnit.MICROS);
  }

  /** Not {@code now()}, which stands still at the start of the transaction. */
  private static java.time.Instant databaseTime(JdbcTemplate jdbc) {
    return Objects.requireNonNull(
            jdbc.queryForObject("select clock_timestamp()", OffsetDateTime.class))
        .toInstant();
  }
}
