package org.daxlease.webhook;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.daxlease.coordination.Caller;
import org.daxlease.coordination.Outcome;
import org.daxlease.coordination.RetryOnTransientFailure;
import org.daxlease.coordination.TimeSource;
import org.daxlease.journal.CommittedEntry;
import org.daxlease.journal.JournalReader;
import org.daxlease.protocol.Refusal;
import org.daxlease.webhook.WebhookEntries.What;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** What owners have delivered again. Each command is one transaction with one journal entry. */
@Service
@RetryOnTransientFailure
public class RedeliveryService {

  private final OwnedWebhooks owned;
  private final WebhookTables rows;
  private final WebhookEvents events;
  private final JournalReader reader;
  private final TimeSource time;

  RedeliveryService(
      OwnedWebhooks owned,
      WebhookTables rows,
      WebhookEvents events,
      JournalReader reader,
      TimeSource time) {
    this.owned = owned;
    this.rows = rows;
    this.events = events;
    this.reader = reader;
    this.time = time;
  }

  /** Delivers one event again, beside everything else. */
  @Transactional
  public Outcome<DeliveryView> redeliver(Caller caller, UUID id, long position) {
    return owned.command(
        caller,
        id,
        webhook -> {
          Instant now = time.now();
          boolean isThere =
              position >= reader.oldest() || rows.deliveries().kept(id, position).isPresent();
          if (!isThere && rows.deliveries().find(id, position).isPresent()) {
            return Outcome.refused(
                new Refusal.Stale("The journal has forgotten the event since it was delivered."));
          }
          Optional<DeliveryView> again =
              events.isWithheld(webhook, position)
                  ? Optional.empty()
                  : rows.deliveries().again(id, position, now);
          if (again.isPresent()) {
            sendAgain(webhook, position, caller, now);
            return Outcome.done(again.get());
          }
          return events
              .event(webhook, position)
              .map(event -> Outcome.done(anew(webhook, event, caller, now)))
              .orElseGet(() ->
                  Outcome.refused(
                      new Refusal.NotFound("eventId", "delivery", Long.toString(position))));
        });
  }

  /** What is still to be attempted comes by itself; what was delivered so long ago, once more. */
  private DeliveryView anew(Webhook webhook, CommittedEntry event, Caller caller, Instant now) {
    if (!events.isToCome(webhook, event)) {
      rows.deliveries().begin(webhook.id(), event, now);
      sendAgain(webhook, event.position(), caller, now);
    }
    return DeliveryView.toCome(webhook.id(), event, now);
  }

  private void sendAgain(Webhook webhook, long position, Caller caller, Instant now) {
    rows.lanes().addRedelivery(webhook.id(), position, rows.newId());
    Map<String, String> what = Map.of("eventId", Long.toString(position));
    owned.tell(What.REDELIVERED, webhook, caller, now, what);
  }

  /** Delivers everything after a position again, in order. */
  @Transactional
  public Outcome<WebhookView> redeliverAfter(Caller caller, UUID id, long position) {
    return owned.command(
        caller,
        id,
        webhook -> {
          if (position > reader.head()) {
            return Outcome.refused(
                new Refusal.InvalidField("after", "must be the id of an event that there is"));
          }
          // What is undelivered stays so, and what the journal has forgotten is not asked of it.
          long from = Math.max(position, reader.oldest() - 1);
          long to = Math.min(from, webhook.standing().position());
          rows.lanes().rewind(id, to);
          return owned.become(webhook, webhook.standing().rewound(to), What.REDELIVERED, caller);
        });
  }
}
