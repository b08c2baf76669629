package org.daxlease.webhook;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.daxlease.coordination.Caller;
import org.daxlease.journal.CommittedEntry;
import org.daxlease.journal.Entry;
import org.daxlease.journal.Refs;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * What happens to webhooks, as journal entries. They also tell the replica that delivers what a
 * command, wherever it ran, has changed. URLs stay out of them: some are secrets.
 */
final class WebhookEntries {

  private static final JsonMapper JSON = JsonMapper.shared();

  private WebhookEntries() {}

  /** What happened. */
  enum What {
    CREATED,
    DELETED,
    PAUSED,
    RESUMED,
    ROTATED,
    SUSPENDED,
    DISABLED,
    /** An owner asked for a message, to try the receiver. */
    TEST,
    /** Events are to be delivered again. */
    REDELIVERED,
    /** An event was given up. */
    FAILED,
    /** The journal no longer has events that should have been delivered. */
    MISSED;

    String type() {
      return "webhook." + name().toLowerCase(Locale.ROOT);
    }
  }

  /** About whom. */
  record Subject(UUID webhookId, String owner) {}

  /** What happened by itself. */
  static Entry byItself(What what, Subject subject, Instant now, Map<String, ?> more) {
    return entry(what, subject, Caller.COORDINATOR.principal(), now, more);
  }

  static Entry entry(
      What what, Subject subject, String principal, Instant now, Map<String, ?> more) {
    Map<String, @Nullable Object> data = new LinkedHashMap<>();
    data.put("webhookId", subject.webhookId());
    data.put("owner", subject.owner());
    data.putAll(more);
    data.put("principal", principal);
    return new Entry(
        what.type(),
        now,
        principal,
        Refs.none().ownedBy(subject.owner()),
        JSON.writeValueAsString(data));
  }

  /** The webhook that an entry is about, if it is about one. */
  static Optional<UUID> subject(CommittedEntry recorded) {
    return WebhookFilter.aboutWebhooks(recorded.entry().type())
        ? Optional.of(
            UUID.fromString(JSON.readTree(recorded.entry().data()).path("webhookId").asString()))
        : Optional.empty();
  }

  /** Whether an entry may mean something to the replica that delivers. */
  static boolean isCommand(String type) {
    return WebhookFilter.aboutWebhooks(type)
        && !type.equals(What.TEST.type())
        && !type.equals(What.FAILED.type())
        && !type.equals(What.MISSED.type());
  }

  /** Whether a webhook gets this entry because it is its own affair, whatever it asked for. */
  static boolean isAddressedTo(UUID webhookId, CommittedEntry recorded) {
    String type = recorded.entry().type();
    return (type.equals(What.TEST.type()) || type.equals(What.MISSED.type()))
        && subject(recorded).equals(Optional.of(webhookId));
  }
}
