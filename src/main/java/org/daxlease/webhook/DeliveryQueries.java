package org.daxlease.webhook;

import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.daxlease.coordination.Caller;
import org.daxlease.coordination.Outcome;
import org.daxlease.coordination.Retried;
import org.daxlease.journal.Event;
import org.daxlease.journal.JournalReader;
import org.daxlease.journal.Recorded;
import org.daxlease.protocol.Refusal;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** Shows how far events got. */
@Service
@Retried
@Transactional(readOnly = true)
public class DeliveryQueries {

  private final WebhookTables rows;
  private final Visibility visibility;
  private final JournalReader reader;

  DeliveryQueries(WebhookTables rows, Visibility visibility, JournalReader reader) {
    this.rows = rows;
    this.visibility = visibility;
    this.reader = reader;
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
    return reader.at(List.of(position)).stream()
        .filter(event ->
            isToCome(webhook, event)
                && (WebhookEntries.isAddressedTo(webhook.id(), event)
                    || webhook.filter().matches(event) && visibility.maySee(webhook, event)))
        .findFirst()
        .map(event -> toCome(webhook, event));
  }

  /** Of what the webhook has passed, a lane that is kept apart may be behind. */
  private boolean isToCome(Webhook webhook, Recorded event) {
    return event.position() > webhook.standing().position()
        || rows.lanes().isBehind(webhook.id(), LaneKey.of(event), event.position());
  }

  private static DeliveryView toCome(Webhook webhook, Recorded event) {
    return new DeliveryView(
        Long.toString(event.position()),
        DeliveryView.messageId(webhook.id(), event.position()),
        Event.TYPE_PREFIX + event.entry().type(),
        event.entry().refs().fileId(),
        DeliveryState.PENDING,
        0,
        null,
        event.entry().time(),
        List.of());
  }

  private <T> Outcome<T> of(Caller caller, UUID id, Function<Webhook, Outcome<T>> question) {
    return rows.webhooks()
        .find(id)
        .filter(w -> visibility.mayManage(caller, w.principal()))
        .map(question)
        .orElseGet(() -> visibility.refused(caller, id));
  }
}
