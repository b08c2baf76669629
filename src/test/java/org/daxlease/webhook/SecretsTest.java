package org.daxlease.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.UUID;
import org.daxlease.database.Details;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class SecretsTest {

  private static final UUID WEBHOOK = new UUID(0, 1);

  static Secrets with(String password) {
    var database = new Details("jdbc:postgresql://localhost/daxlease", "daxlease", password);
    return new Secrets(new SealingKey(Webhooks.DEFAULTS, database));
  }

  @Test
  void opensWhatItHasSealed() {
    Secrets secrets = with("password");
    String secret = secrets.generate();

    assertThat(secrets.open(WEBHOOK, secrets.seal(WEBHOOK, secret))).contains(secret);
  }

  @ParameterizedTest
  @NullSource
  @ValueSource(strings = {"", "another"})
  void opensNothingWithoutItsKey(String password) {
    Secrets sealing = with("password");
    String sealed = sealing.seal(WEBHOOK, sealing.generate());

    assertThat(with(password).open(WEBHOOK, sealed)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"v1:", "v1:AAAA", "v1:no Base64"})
  void opensNoGarbage(String sealed) {
    assertThat(with("password").open(WEBHOOK, sealed)).isEmpty();
  }

  @Test
  void opensNothingOfAnotherWebhook() {
    Secrets secrets = with("password");
    String sealed = secrets.seal(WEBHOOK, secrets.generate());

    assertThat(secrets.open(new UUID(0, 2), sealed)).isEmpty();
  }
}
