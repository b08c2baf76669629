package org.daxlease.webhook;

import java.util.List;
import java.util.Optional;
import org.daxlease.journal.CommittedEntry;
import org.daxlease.journal.JournalReader;
import org.springframework.stereotype.Component;

/** What webhooks are to be sent, as far as the journal still has it. */
@Component
class WebhookEvents {

  private final WebhookTables rows;
  private final Visibility visibility;
  private final JournalReader reader;

  WebhookEvents(WebhookTables rows, Visibility visibility, JournalReader reader) {
    this.rows = rows;
    this.visibility = visibility;
    this.reader = reader;
  }

  /** The event at a position; empty if it is gone, or not for this webhook. */
  Optional<CommittedEntry> event(Webhook webhook, long position) {
    return at(position).filter(event -> visibility.isFor(webhook, event));
  }

  /** Whether a webhook got an event that who made it may not see any more. */
  boolean isWithheld(Webhook webhook, long position) {
    return !visibility.isStillFor(webhook, at(position).orElse(null));
  }

  private Optional<CommittedEntry> at(long position) {
    return reader.at(List.of(position)).stream().findFirst();
  }

  /**
   * Whether an event is still to be attempted for the first time. Of what the webhook has passed, a
   * lane that is kept apart may be behind.
   */
  boolean isToCome(Webhook webhook, CommittedEntry event) {
    return event.position() > webhook.standing().position()
        || rows.lanes().isBehind(webhook.id(), LaneKey.of(event), event.position());
  }
}
