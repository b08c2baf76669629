package org.daxlease.webhook;

import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
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
  private final Visibility visibility;
  private final WebhookEvents events;

  DeliveryQueries(WebhookTables rows, Visibility visibility, WebhookEvents events) {
    this.rows = rows;
    this.visibility = visibility;
    this.events = events;
  }

  /** Deliveries that were attempted, in order of their events; of one state, or for null of any. */
  public Outcome<List<DeliveryView>> page(
      Caller caller, UUID id, @Nullable DeliveryState state, long after, int limit) {
    return of(caller, id, _ -> Outcome.done(rows.deliveries().page(id, state, after, limit)));
  }

  /** One delivery; of an event that is still to be attempted as well. */
  public Outcome<DeliveryView> delivery(Caller caller, UUID id, long position) {
    return of(
        caller,
        id,
        webhook ->
            rows.deliveries()
                .find(id, position)
                .or(() -> toCome(webhook, position))
                .map(Outcome::done)
                .orElseGet(() ->
                    Outcome.refused(
                        new Refusal.NotFound("eventId", "delivery", Long.toString(position)))));
  }

  private Optional<DeliveryView> toCome(Webhook webhook, long position) {
    return events
        .event(webhook, position)
        .filter(event -> events.isToCome(webhook, event))
        .map(event -> DeliveryView.toCome(webhook.id(), event, event.entry().time()));
  }

  private <T> Outcome<T> of(Caller caller, UUID id, Function<Webhook, Outcome<T>> question) {
    return rows.webhooks()
        .find(id)
        .filter(w -> visibility.mayManage(caller, w.principal()))
        .map(question)
        .orElseGet(() -> visibility.refused(caller, id));
  }
}
