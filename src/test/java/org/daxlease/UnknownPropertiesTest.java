package org.daxlease;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.PropertySource;
import org.springframework.core.env.SystemEnvironmentPropertySource;

@ExtendWith(OutputCaptureExtension.class)
@Isolated("reads what the whole JVM prints")
class UnknownPropertiesTest {

  private static final String WARNING = "There is no property of these names";

  @Configuration(proxyBeanMethods = false)
  @ConfigurationPropertiesScan("org.daxlease")
  @Import(UnknownProperties.class)
  static class Properties {}

  private static void start(PropertySource<?> source) {
    new ApplicationContextRunner()
        .withUserConfiguration(Properties.class)
        .withInitializer(context -> context.getEnvironment().getPropertySources().addFirst(source))
        .run(context -> assertThat(context).hasNotFailed());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "daxlease.policy.kil-grace",
        "daxlease.policies.kill-grace",
        "daxlease.kill-grace",
        "daxlease.security.jwt.audiense",
        "daxlease.policy.kill-grace.seconds"
      })
  void slipInANameIsNamedAndNotItsValue(String name, CapturedOutput output) {
    start(new MapPropertySource("file", Map.of(name, "5s-and-secret")));

    assertThat(output).contains("WARN", WARNING, "[" + name + "]").doesNotContain("5s-and-secret");
  }

  @Test
  void slipInTheEnvironmentIsNamed(CapturedOutput output) {
    start(
        new SystemEnvironmentPropertySource(
            "environment", Map.of("DAXLEASE_POLICY_KILGRACE", "5s")));

    assertThat(output).contains("WARN", WARNING, "[DAXLEASE_POLICY_KILGRACE]");
  }

  @Test
  void nothingIsSaidOfWhatThereIsHoweverItIsWritten(CapturedOutput output) {
    start(
        new MapPropertySource(
            "file",
            Map.of(
                "daxlease.policy.kill-grace", "5s",
                "daxlease.policy.leaseBreakTime", "5s",
                "daxlease.source", "/here",
                "daxlease.deadline.clean-up", "1m",
                "daxlease.security.jwt.audience", "here",
                "daxlease.security.quota.max-pins", "5",
                "daxlease.security.tokens.a.value", "secret",
                "daxlease.security.tokens.a.roles[0]", "viewer",
                "daxlease.webhook.retry-delays[0]", "5s",
                "spring.application.name", "daxlease")));
    start(
        new SystemEnvironmentPropertySource(
            "environment",
            Map.of(
                "DAXLEASE_POLICY_KILLGRACE", "5s",
                "DAXLEASE_SECURITY_ALLOW_INSECURE", "true",
                "DAXLEASE_WEBHOOK_RETRYDELAYS_0", "5s",
                "DAXLEASE_SECURITY_TOKENS_B_SHA256", "00")));

    assertThat(output).doesNotContain(WARNING);
  }

  @Test
  void nothingIsSaidOfWhatKubernetesTellsOfServices(CapturedOutput output) {
    start(
        new SystemEnvironmentPropertySource(
            "environment",
            Map.of(
                "DAXLEASE_SERVICE_HOST", "10.0.0.1",
                "DAXLEASE_SERVICE_PORT", "8080",
                "DAXLEASE_SERVICE_PORT_HTTP", "8080",
                "DAXLEASE_PORT", "tcp://10.0.0.1:8080",
                "DAXLEASE_PORT_8080_TCP", "tcp://10.0.0.1:8080",
                "DAXLEASE_PORT_8080_TCP_ADDR", "10.0.0.1",
                "DAXLEASE_POSTGRESQL_SERVICE_HOST", "10.0.0.2",
                "DAXLEASE_POSTGRESQL_PORT", "tcp://10.0.0.2:5432",
                "DAXLEASE_POSTGRESQL_PORT_5432_TCP_PROTO", "tcp")));

    assertThat(output).doesNotContain(WARNING);
  }
}
