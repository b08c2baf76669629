package org.daxlease;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Configuration;

/** Values that make no sense stop the start, by the names of their properties. */
class WrongValuesTest {

  @Configuration(proxyBeanMethods = false)
  @ConfigurationPropertiesScan("org.daxlease")
  static class Properties {}

  @ParameterizedTest
  @CsvSource({
    "daxlease.policy.lease-break-time, 99999999d, leaseBreakTime",
    "daxlease.policy.lease-break-time, -1s, leaseBreakTime",
    "daxlease.policy.kill-grace, 3651d, killGrace",
    "daxlease.policy.grant-ttl, 3651d, grantTtl",
    "daxlease.policy.lock-delay, 3651d, lockDelay",
    "daxlease.policy.cool-down, 3651d, coolDown",
    "daxlease.policy.max-wait, 3651d, maxWait",
    "daxlease.webhook.allowed-networks, 10.0.0.0/33, allowedNetworks",
    "daxlease.webhook.allowed-networks, 1.2.3.4.5/8, allowedNetworks",
    "daxlease.webhook.allowed-networks, 256.0.0.0/8, allowedNetworks",
    "daxlease.webhook.allowed-networks, fd00::/129, allowedNetworks"
  })
  void stopTheStart(String property, String value, String named) {
    new ApplicationContextRunner()
        .withUserConfiguration(Properties.class)
        .withPropertyValues(property + "=" + value)
        .run(context ->
            assertThat(context)
                .getFailure()
                .rootCause()
                .hasMessageContaining(property.substring(0, property.lastIndexOf('.')))
                .hasMessageContaining(named));
  }

  @ParameterizedTest
  @CsvSource({
    "daxlease.policy.lease-break-time, 3650d",
    "daxlease.webhook.allowed-networks, 10.0.0.0/8",
    "daxlease.webhook.allowed-networks, 255.255.255.255/32",
    "daxlease.webhook.allowed-networks, fd00::/8",
    "daxlease.webhook.allowed-networks, ::1/128",
    "daxlease.webhook.allowed-networks, ::ffff:10.0.0.0/104"
  })
  void othersDoNot(String property, String value) {
    new ApplicationContextRunner()
        .withUserConfiguration(Properties.class)
        .withPropertyValues(property + "=" + value)
        .run(context -> assertThat(context).hasNotFailed());
  }
}
