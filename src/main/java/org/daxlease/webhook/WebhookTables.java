package org.daxlease.webhook;

import com.fasterxml.uuid.Generators;
import com.fasterxml.uuid.NoArgGenerator;
import java.util.UUID;
import org.springframework.stereotype.Component;

/** The tables of this module, and how much may be in them. */
@Component
record WebhookTables(
    WebhookRows webhooks,
    LaneRows lanes,
    DeliveryRows deliveries,
    WebhookSubjects subjects,
    WebhookQuota quota) {

  private static final NoArgGenerator IDS = Generators.timeBasedEpochGenerator();

  UUID newId() {
    return IDS.generate();
  }
}
