package org.daxlease.webhook;

import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.daxlease.coordination.Caller;
import org.daxlease.coordination.Outcome;
import org.daxlease.coordination.RetryOnTransientFailure;
import org.daxlease.protocol.Refusal;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** Shows how far events got. */
@Service
@RetryOnTransientFailure
@Transactional(readOnly = true)
public class DeliveryQueries {

  private final WebhookTables rows;
  private final OwnedWebhooks owned;
  private final WebhookEvents events;

  DeliveryQueries(WebhookTables rows, OwnedWebhooks owned, WebhookEvents events) {
    this.rows = rows;
    this.owned = owned;
    this.events = events;
  }

  /** Deliveries that were attempted, in order of their events; of one state, or for null of any. */
  public Outcome<List<DeliveryView>> page(
      Caller caller, UUID id, @Nullable DeliveryState state, long after, int limit) {
    return owned.find(caller, id).map(_ -> rows.deliveries().page(id, state, after, limit));
  }

  /** One delivery; of an event that is still to be attempted as well. */
  public Outcome<DeliveryView> delivery(Caller caller, UUID id, long position) {
    return owned
        .find(caller, id)
        .flatMap(webhook ->
            Outcome.of(
                rows.deliveries().find(id, position).or(() -> toCome(webhook, position)),
                () -> new Refusal.NotFound("eventId", "delivery", Long.toString(position))));
  }

  private Optional<DeliveryView> toCome(Webhook webhook, long position) {
    return events
        .event(webhook, position)
        .filter(event -> events.isToCome(webhook, event))
        .map(event -> DeliveryView.toCome(webhook.id(), event, event.entry().time()));
  }
}
