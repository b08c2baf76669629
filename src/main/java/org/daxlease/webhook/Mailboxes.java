package org.daxlease.webhook;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** The webhooks that this replica delivers. */
@Component
class Mailboxes {

  private final WebhookTables rows;
  private final Secrets secrets;
  private final Visibility visibility;
  private final RetrySchedule schedule;
  private final Map<UUID, Mailbox> open = new ConcurrentHashMap<>();

  /** Webhooks to be read anew as soon as nothing is under way for them. */
  private final Set<UUID> again = ConcurrentHashMap.newKeySet();

  Mailboxes(
      WebhookTables rows, Secrets secrets, Visibility visibility, WebhookProperties properties) {
    this.rows = rows;
    this.secrets = secrets;
    this.visibility = visibility;
    this.schedule = new RetrySchedule(properties, RandomGenerator.getDefault());
  }

  boolean anyWebhook() {
    return rows.webhooks().any();
  }

  Collection<Mailbox> all() {
    return open.values();
  }

  @Nullable Mailbox get(UUID id) {
    return open.get(id);
  }

  /** Reads a webhook of this replica; empty if it is not to be delivered to now. */
  Optional<Mailbox> load(UUID id, UUID replica) {
    if (open.containsKey(id)) {
      again.add(id);
      return Optional.empty();
    }
    return rows.webhooks()
        .find(id)
        .filter(w -> w.standing().state() == WebhookState.ACTIVE)
        .map(webhook -> {
          List<LaneRows.Row> lanes = rows.lanes().of(id);
          var mailbox = new Mailbox(webhook, recipient(webhook, replica), lanes, schedule);
          open.put(id, mailbox);
          return mailbox;
        });
  }

  private Recipient recipient(Webhook webhook, UUID replica) {
    return Recipient.of(webhook, replica, secrets, visibility);
  }

  /** A command has changed a webhook of this replica; it may have to be loaded again. */
  Optional<Mailbox> refresh(UUID id, UUID replica) {
    Mailbox mailbox = open.get(id);
    if (mailbox == null) {
      return load(id, replica);
    }
    Optional<Webhook> row =
        rows.webhooks().find(id).filter(w -> w.standing().state() == WebhookState.ACTIVE);
    if (row.isEmpty()) {
      mailbox.close();
    } else if (mailbox.isClosed() || row.get().standing().epoch() != mailbox.recipient().epoch()) {
      mailbox.close();
      again.add(id);
    } else {
      mailbox.become(recipient(row.get(), mailbox.recipient().replica()));
      mailbox.again(rows.lanes().of(id));
    }
    return Optional.empty();
  }

  /** Forgets a webhook of which nothing is under way; the answer is whether to load it again. */
  boolean forget(Mailbox mailbox) {
    open.remove(mailbox.id(), mailbox);
    return again.remove(mailbox.id());
  }

  /** Another replica has them, or may have. */
  void closeAll() {
    open.values().forEach(Mailbox::close);
    again.clear();
  }
}
