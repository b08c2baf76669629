package org.daxlease.postgres;

import jakarta.validation.constraints.AssertTrue;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * How this service's sessions on PostgreSQL behave; H2 is not concerned. Zero leaves a limit to the
 * server.
 *
 * @param idleInTransactionTimeout after how long without a statement PostgreSQL ends a transaction:
 *     how long a replica that stands still, or whose host is gone, can keep its locks
 * @param lockTimeout how long a statement waits for a lock before its command is tried again
 * @param statementTimeout how long a statement may run
 * @param tcpUserTimeout how long what PostgreSQL has sent may remain unread before it drops the
 *     connection
 * @param socketTimeout how long this service waits for an answer of PostgreSQL; in whole seconds,
 *     and longer than statement-timeout, or it is never told why
 * @param hints whether replicas tell each other of commits with LISTEN and NOTIFY; without, they
 *     find them at their next poll
 */
@Validated
@ConfigurationProperties("daxlease.postgres")
record PostgresProperties(
    @DefaultValue("1s") @DurationMin(nanos = 0) @DurationMax(hours = 1)
        Duration idleInTransactionTimeout,
    @DefaultValue("1s") @DurationMin(nanos = 0) @DurationMax(hours = 1) Duration lockTimeout,
    @DefaultValue("10s") @DurationMin(nanos = 0) @DurationMax(hours = 1) Duration statementTimeout,
    @DefaultValue("2s") @DurationMin(nanos = 0) @DurationMax(hours = 1) Duration tcpUserTimeout,
    @DefaultValue("15s") @DurationMin(nanos = 0) @DurationMax(hours = 1) Duration socketTimeout,
    @DefaultValue("true") boolean hints) {

  /** What the driver rounds down to nothing is no limit at all. */
  @AssertTrue(
      message =
          "daxlease.postgres.socket-timeout must be in whole seconds, and longer than"
              + " statement-timeout, or 0s")
  boolean isSocketTimeoutUsable() {
    return socketTimeout.isZero()
        || socketTimeout.toNanosPart() == 0
            && (statementTimeout.isZero() || socketTimeout.compareTo(statementTimeout) > 0);
  }
}
