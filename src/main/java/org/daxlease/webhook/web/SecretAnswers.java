package org.daxlease.webhook.web;

import java.util.Objects;
import org.daxlease.webhook.WebhookService;
import org.daxlease.webhook.WebhookView;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/**
 * Opens the secret in an answer on its way out. Answers to requests with an {@code Idempotency-Key}
 * are kept in the database for a day, and there the secret must not stand in clear.
 */
@Component
class SecretAnswers {

  private final WebhookService webhooks;
  private final JsonMapper json;

  SecretAnswers(WebhookService webhooks, JsonMapper json) {
    this.webhooks = webhooks;
    this.json = json;
  }

  /** The answer to be sent: fresh, or as it was kept. */
  WebhookView open(@Nullable Object body) {
    WebhookView sealed =
        body instanceof byte[] kept
            ? json.readValue(kept, WebhookView.class)
            : (WebhookView) Objects.requireNonNull(body);
    return webhooks.reveal(sealed);
  }
}
