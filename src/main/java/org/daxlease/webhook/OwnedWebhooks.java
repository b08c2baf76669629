package org.daxlease.webhook;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.daxlease.coordination.Caller;
import org.daxlease.coordination.Outcome;
import org.daxlease.coordination.TimeSource;
import org.daxlease.journal.Journal;
import org.daxlease.journal.JournalReader;
import org.daxlease.webhook.Webhook.SealedKeys;
import org.daxlease.webhook.Webhook.Standing;
import org.daxlease.webhook.WebhookEntries.What;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Webhooks as their owners see and change them. */
@Component
class OwnedWebhooks {

  private final WebhookTables rows;
  private final Visibility visibility;
  private final Journal journal;
  private final JournalReader reader;
  private final TimeSource time;

  OwnedWebhooks(
      WebhookTables rows,
      Visibility visibility,
      Journal journal,
      JournalReader reader,
      TimeSource time) {
    this.rows = rows;
    this.visibility = visibility;
    this.journal = journal;
    this.reader = reader;
    this.time = time;
  }

  /** Adds one, for what is committed from now on. */
  Webhook add(UUID id, Caller maker, NewWebhook asked, String sealed) {
    Instant now = time.now();
    var webhook =
        new Webhook(
            id,
            maker,
            asked.url(),
            asked.filter(),
            new SealedKeys(sealed, null, null),
            new Standing(WebhookState.ACTIVE, null, reader.head(), 0, null, now));
    rows.webhooks().insert(webhook);
    visibility.follow(webhook);
    tell(What.CREATED, webhook, maker, now, Map.of());
    return webhook;
  }

  Outcome<Webhook> find(Caller caller, UUID id) {
    return mine(caller, id, rows.webhooks().find(id));
  }

  List<Webhook> page(Caller caller, @Nullable UUID after, int limit) {
    return rows.webhooks().page(visibility.onlyOf(caller), after, limit);
  }

  /** What is done with a webhook, under its lock. */
  interface Command<T> {
    Outcome<T> on(Webhook webhook);
  }

  /** Carries a command out, if the webhook is the caller's. */
  <T> Outcome<T> command(Caller caller, UUID id, Command<T> command) {
    return mine(caller, id, rows.webhooks().lock(id)).flatMap(command::on);
  }

  /** Writes down what was done; the answer is the position of the entry. */
  long tell(What what, Webhook webhook, Caller caller, Instant now, Map<String, ?> more) {
    var subject = new WebhookEntries.Subject(webhook.id(), webhook.principal());
    return journal.append(
        List.of(WebhookEntries.entry(what, subject, caller.principal(), now, more)));
  }

  private Outcome<Webhook> mine(Caller caller, UUID id, Optional<Webhook> found) {
    return Outcome.of(
        found.filter(w -> caller.mayActFor(w.principal())), () -> visibility.refusal(caller, id));
  }

  /** Puts it into another state. */
  Outcome<WebhookView> become(Webhook webhook, Standing next, What what, Caller caller) {
    rows.webhooks().become(webhook, next);
    tell(what, webhook, caller, time.now(), Map.of("state", next.state(), "after", next.place()));
    return Outcome.done(WebhookView.of(webhook.with(next), null));
  }
}
