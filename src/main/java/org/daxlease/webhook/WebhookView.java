package org.daxlease.webhook;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A webhook as it is shown.
 *
 * @param reason why it is not ACTIVE, in words
 * @param position every event up to here is delivered, does not fit, or is among the deliveries
 * @param failingSince since when every attempt has failed
 * @param oldSecretUntil until when deliveries are signed with the secret before, too
 * @param secret shown once, when it is made
 */
public record WebhookView(
    UUID id,
    String url,
    List<String> types,
    @Nullable UUID processId,
    @Nullable String host,
    @Nullable String filesystem,
    @Nullable UUID fileId,
    WebhookState state,
    @Nullable String reason,
    String position,
    @Nullable Instant failingSince,
    @Nullable Instant oldSecretUntil,
    String principal,
    Instant createdAt,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String secret) {

  static WebhookView of(Webhook webhook, @Nullable String secret) {
    WebhookFilter filter = webhook.filter();
    Webhook.Standing standing = webhook.standing();
    return new WebhookView(
        webhook.id(),
        webhook.url(),
        filter.types(),
        filter.processId(),
        filter.host(),
        filter.filesystem(),
        filter.fileId(),
        standing.state(),
        standing.reason(),
        Long.toString(standing.position()),
        standing.failingSince(),
        webhook.keys().oldUntil(),
        webhook.principal(),
        standing.createdAt(),
        secret);
  }

  /** The same with the secret in another form. */
  public WebhookView withSecret(@Nullable String other) {
    return new WebhookView(
        id,
        url,
        types,
        processId,
        host,
        filesystem,
        fileId,
        state,
        reason,
        position,
        failingSince,
        oldSecretUntil,
        principal,
        createdAt,
        other);
  }
}
