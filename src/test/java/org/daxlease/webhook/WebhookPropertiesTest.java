package org.daxlease.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import java.util.Base64;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.context.properties.bind.validation.BindValidationException;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

class WebhookPropertiesTest {

  private static final String KEY = Base64.getEncoder().encodeToString(new byte[32]);

  @EnableConfigurationProperties(WebhookProperties.class)
  static class Configuration {}

  private static ApplicationContextRunner with(String key) {
    return new ApplicationContextRunner()
        .withUserConfiguration(Configuration.class)
        .withPropertyValues("daxlease.webhook.secret-key=" + key);
  }

  /** A file has a line break at its end. */
  @ParameterizedTest
  @ValueSource(strings = {"", "\n", " \r\n"})
  void keyIsReadWithWhatStandsAroundIt(String end) {
    with(KEY + end)
        .run(context ->
            assertThat(context.getBean(WebhookProperties.class).secretKey()).isEqualTo(KEY));
  }

  @ParameterizedTest
  @ValueSource(strings = {"c2VjcmV0", "no Base64 at all"})
  void keyThatCannotBeReadIsSaidToBeOneAndNotPrinted(String key) {
    with(key)
        .run(context ->
            // All that Spring Boot prints of it.
            assertThat(context.getStartupFailure())
                .rootCause()
                .asInstanceOf(type(BindValidationException.class))
                .extracting(refused -> refused.getValidationErrors().getAllErrors().toString())
                .asString()
                .contains("daxlease.webhook.secret-key must be 32 bytes in Base64")
                .doesNotContain(key));
  }
}
