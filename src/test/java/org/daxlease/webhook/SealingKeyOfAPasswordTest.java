package org.daxlease.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Base64;
import org.daxlease.database.Details;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.Isolated;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

@ExtendWith(OutputCaptureExtension.class)
@Isolated("reads what the whole JVM prints")
class SealingKeyOfAPasswordTest {

  private static final String POSTGRESQL = "jdbc:postgresql://db/daxlease";

  private static SealingKey of(String url, String password) {
    return new SealingKey(Webhooks.DEFAULTS, new Details(url, "daxlease", password));
  }

  private static String key(String password) {
    return Base64.getEncoder().encodeToString(of(POSTGRESQL, password).bytes().orElseThrow());
  }

  @Test
  void isThatPasswordsAlone() {
    assertThat(key("first")).isEqualTo(key("first")).isNotEqualTo(key("second"));
  }

  @Test
  void thatAnotherPasswordStopsWebhooksIsSaidOnceAndWhenItMatters(CapturedOutput output) {
    SealingKey key = of(POSTGRESQL, "first");
    assertThat(output).doesNotContain("daxlease.webhook.secret-key");

    key.bytes();
    key.bytes();

    assertThat(output)
        .containsOnlyOnce("Set daxlease.webhook.secret-key")
        .contains("WARN")
        .doesNotContain("first");
  }

  @Test
  void whereNoPasswordDecidesNothingIsSaid(CapturedOutput output) {
    of("jdbc:h2:mem:x", "first").bytes();

    assertThat(output).doesNotContain("secret-key");
  }
}
