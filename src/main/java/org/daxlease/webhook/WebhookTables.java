package org.daxlease.webhook;

import java.util.UUID;
import org.daxlease.coordination.Ids;
import org.springframework.stereotype.Component;

/** The tables of this module, and how much may be in them. */
@Component
record WebhookTables(
    WebhookRows webhooks, LaneRows lanes, DeliveryRows deliveries, WebhookQuota quota, Ids ids) {

  UUID newId() {
    return ids.get();
  }
}
