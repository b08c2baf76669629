package org.daxlease.webhook;

import java.util.UUID;
import org.daxlease.coordination.UuidV7Generator;
import org.springframework.stereotype.Component;

/** The tables of this module, and how much may be in them. */
@Component
record WebhookTables(
    WebhookRows webhooks,
    LaneRows lanes,
    DeliveryRows deliveries,
    WebhookQuota quota,
    UuidV7Generator ids) {

  UUID newId() {
    return ids.get();
  }
}
