package org.daxlease.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.daxlease.coordination.Caller;
import org.junit.jupiter.api.Test;

class EndpointTest {

  private static final Instant END = Instant.parse("2026-01-02T00:00:00Z");
  private static final byte[] NEW = {1};
  private static final byte[] OLD = {2};

  @Test
  void oldKeySignsUntilItsTimeIsOver() {
    var keys = new Endpoint.Keys(NEW, OLD, END);

    assertThat(keys.at(END.minusMillis(1))).containsExactly(NEW, OLD);
    assertThat(keys.at(END)).containsExactly(NEW);
  }

  @Test
  void onlyKeySignsAlone() {
    assertThat(new Endpoint.Keys(NEW, null, null).at(END)).containsExactly(NEW);
  }

  /** Whoever can only know what a principal shows from when it is asked about it begins here. */
  @Test
  void makerIsFollowedFromTheMomentItsWebhookIsOpened() {
    List<Caller> asked = new ArrayList<>();
    var visibility =
        new Visibility(maker -> {
          asked.add(maker);
          return maker;
        });

    UUID id = new UUID(0, 1);
    Secrets secrets = SecretsTest.with("password");
    var keys = new Webhook.SealedKeys(secrets.seal(id, secrets.generate()), null, null);
    var _ = Endpoint.of(Webhooks.active(id, END).with(keys), id, secrets, visibility);

    assertThat(asked).containsExactly(Caller.ANONYMOUS);
  }
}
