package org.daxlease.webhook;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.daxlease.coordination.Caller;

/** Webhooks to try things with. */
final class Webhooks {

  private Webhooks() {}

  /** One that gets everything from the beginning on. */
  static Webhook active(UUID id, Instant createdAt) {
    return standing(id, WebhookState.ACTIVE, createdAt);
  }

  /** The same in another state. */
  static Webhook standing(UUID id, WebhookState state, Instant createdAt) {
    return new Webhook(
        id,
        Caller.ANONYMOUS,
        "http://x/",
        new WebhookFilter(List.of(), null, null, null, null),
        new Webhook.SealedKeys("", null, null),
        new Webhook.Standing(state, null, 0, 0, null, createdAt));
  }
}
