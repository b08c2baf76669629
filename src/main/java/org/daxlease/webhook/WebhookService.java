package org.daxlease.webhook;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.daxlease.coordination.Caller;
import org.daxlease.coordination.Outcome;
import org.daxlease.coordination.RetryOnTransientFailure;
import org.daxlease.coordination.TimeSource;
import org.daxlease.journal.CommittedEntry;
import org.daxlease.journal.Journal;
import org.daxlease.journal.JournalReader;
import org.daxlease.protocol.Refusal;
import org.daxlease.webhook.Webhook.SealedKeys;
import org.daxlease.webhook.Webhook.Standing;
import org.daxlease.webhook.WebhookEntries.What;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/**
 * What owners do with their webhooks. Each command is one transaction with one journal entry, from
 * which the replica that delivers hears of it.
 *
 * <p>Views carry the secret sealed, as answers are kept for the sake of {@code Idempotency-Key}:
 * {@link #reveal} opens it on the way out.
 */
@Service
@RetryOnTransientFailure
public class WebhookService {

  /** How long the old secret signs, too, after a rotation. */
  private static final Duration BOTH_SIGN = Duration.ofHours(24);

  private final WebhookTables rows;
  private final Secrets secrets;
  private final Visibility visibility;
  private final WebhookSubjects subjects;
  private final WebhookEvents events;
  private final Journal journal;
  private final JournalReader reader;
  private final TimeSource time;

  WebhookService(
      WebhookTables rows,
      Secrets secrets,
      Visibility visibility,
      WebhookSubjects subjects,
      WebhookEvents events,
      Journal journal,
      JournalReader reader,
      TimeSource time) {
    this.rows = rows;
    this.secrets = secrets;
    this.visibility = visibility;
    this.subjects = subjects;
    this.events = events;
    this.journal = journal;
    this.reader = reader;
    this.time = time;
  }

  /** Makes a webhook for everything that is committed from now on. */
  @Transactional
  public Outcome<WebhookView> create(Caller caller, NewWebhook asked) {
    Optional<Refusal> refusal =
        refusal(asked.secret())
            .or(() -> refusal(caller))
            .or(() -> subjects.missing(caller, asked.filter()))
            .or(() -> rows.quota().oneMore(caller.principal()));
    if (refusal.isPresent()) {
      return Outcome.refused(refusal.get());
    }
    UUID id = rows.newId();
    String secret = asked.secret() == null ? secrets.generate() : asked.secret();
    Instant now = time.now();
    var webhook =
        new Webhook(
            id,
            caller,
            asked.url(),
            asked.filter(),
            new SealedKeys(secrets.seal(id, secret), null, null),
            new Standing(WebhookState.ACTIVE, null, reader.head(), 0, null, now));
    rows.webhooks().insert(webhook);
    visibility.follow(webhook);
    tell(What.CREATED, webhook, caller, now, Map.of());
    return Outcome.created(WebhookView.of(webhook, webhook.keys().current()));
  }

  private Optional<Refusal> refusal(@Nullable String secret) {
    String objection = secret == null ? null : Secrets.objection(secret);
    if (objection != null) {
      return Optional.of(new Refusal.InvalidField("secret", objection));
    }
    return secrets.canSeal()
        ? Optional.empty()
        : Optional.of(
            new Refusal.NotSupported(
                "secret", "needs daxlease.webhook.secret-key, as the database has no password"));
  }

  /** What its maker may is kept with the webhook, and tokens can say more than fits. */
  private static Optional<Refusal> refusal(Caller maker) {
    int most = WebhookRows.LONGEST_AUTHORITY;
    return WebhookRows.authority(maker).length() <= most
        ? Optional.empty()
        : Optional.of(
            new Refusal.InvalidField(
                "Authorization",
                "must give roles of at most " + most + " characters in all: ask for fewer hosts"));
  }

  @Transactional(readOnly = true)
  public Outcome<WebhookView> get(Caller caller, UUID id) {
    return mine(caller, id, rows.webhooks().find(id)).map(w -> WebhookView.of(w, null));
  }

  /** Those that the caller may see, by id. */
  @Transactional(readOnly = true)
  public List<WebhookView> list(Caller caller, @Nullable UUID after, int limit) {
    return rows.webhooks().page(visibility.onlyOf(caller), after, limit).stream()
        .map(w -> WebhookView.of(w, null))
        .toList();
  }

  @Transactional
  public Outcome<WebhookView> delete(Caller caller, UUID id) {
    return onWebhook(
        caller,
        id,
        webhook -> {
          rows.deliveries().delete(id);
          rows.webhooks().delete(id);
          tell(What.DELETED, webhook, caller, time.now(), Map.of());
          return Outcome.done(WebhookView.of(webhook, null));
        });
  }

  /** Stops deliveries; the webhook keeps its place. */
  @Transactional
  public Outcome<WebhookView> pause(Caller caller, UUID id) {
    return onWebhook(
        caller,
        id,
        webhook ->
            switch (webhook.standing().state()) {
              case PAUSED -> Outcome.done(WebhookView.of(webhook, null));
              case ACTIVE ->
                  become(
                      webhook,
                      webhook.standing().in(WebhookState.PAUSED, "paused by its owner"),
                      What.PAUSED,
                      caller);
              case SUSPENDED, DISABLED -> notActive(webhook);
            });
  }

  /** Goes on where deliveries stopped, for whatever reason. */
  @Transactional
  public Outcome<WebhookView> resume(Caller caller, UUID id) {
    return onWebhook(
        caller,
        id,
        webhook -> {
          Standing now = webhook.standing();
          if (now.state() == WebhookState.ACTIVE) {
            return Outcome.done(WebhookView.of(webhook, null));
          }
          Standing next = now.in(WebhookState.ACTIVE, null);
          rows.lanes().retryNow(id);
          return become(webhook, next.forgiven(), What.RESUMED, caller);
        });
  }

  /** Gives it a new secret; the old one signs, too, for 24 hours. */
  @Transactional
  public Outcome<WebhookView> rotate(Caller caller, UUID id, @Nullable String chosen) {
    Optional<Refusal> refusal = refusal(chosen);
    if (refusal.isPresent()) {
      return Outcome.refused(refusal.get());
    }
    return onWebhook(
        caller,
        id,
        webhook -> {
          if (chosen != null
              && secrets.open(id, webhook.keys().current()).filter(chosen::equals).isPresent()) {
            // Asked once more after a lost answer: the old one's day goes on.
            return Outcome.done(WebhookView.of(webhook, webhook.keys().current()));
          }
          Instant now = time.now();
          String secret = chosen == null ? secrets.generate() : chosen;
          var keys =
              new SealedKeys(
                  secrets.seal(id, secret), webhook.keys().current(), now.plus(BOTH_SIGN));
          rows.webhooks().rekey(id, keys);
          tell(What.ROTATED, webhook, caller, now, Map.of("oldSecretUntil", keys.oldUntil()));
          return Outcome.done(WebhookView.of(webhook.with(keys), keys.current()));
        });
  }

  /** Sends its receiver a message that is about nothing else; the answer is the event's id. */
  @Transactional
  public Outcome<String> test(Caller caller, UUID id) {
    return onWebhook(
        caller,
        id,
        webhook ->
            webhook.standing().state() == WebhookState.ACTIVE
                ? Outcome.done(
                    Long.toString(tell(What.TEST, webhook, caller, time.now(), Map.of())))
                : notActive(webhook));
  }

  /** Delivers one event again, beside everything else. */
  @Transactional
  public Outcome<DeliveryView> redeliver(Caller caller, UUID id, long position) {
    return onWebhook(
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
    tell(What.REDELIVERED, webhook, caller, now, what);
  }

  /** Delivers everything after a position again, in order. */
  @Transactional
  public Outcome<WebhookView> redeliverAfter(Caller caller, UUID id, long position) {
    return onWebhook(
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
          return become(webhook, webhook.standing().rewound(to), What.REDELIVERED, caller);
        });
  }

  private Outcome<WebhookView> become(Webhook webhook, Standing next, What what, Caller caller) {
    rows.webhooks().become(webhook, next);
    tell(what, webhook, caller, time.now(), Map.of("state", next.state(), "after", next.place()));
    return Outcome.done(WebhookView.of(webhook.with(next), null));
  }

  private static <T> Outcome<T> notActive(Webhook webhook) {
    return Outcome.refused(
        new Refusal.Stale("The webhook is " + webhook.standing().state() + "; resume it first."));
  }

  private interface Command<T> {
    Outcome<T> on(Webhook webhook);
  }

  private <T> Outcome<T> onWebhook(Caller caller, UUID id, Command<T> command) {
    Outcome<Webhook> found = mine(caller, id, rows.webhooks().lock(id));
    return switch (found) {
      case Outcome.Done<Webhook>(Webhook webhook, _) -> command.on(webhook);
      case Outcome.Refused<Webhook> refused -> Outcome.refused(refused.refusal());
    };
  }

  private Outcome<Webhook> mine(Caller caller, UUID id, Optional<Webhook> found) {
    return found
        .filter(w -> visibility.mayManage(caller, w.principal()))
        .map(Outcome::done)
        .orElseGet(() -> visibility.refused(caller, id));
  }

  private long tell(What what, Webhook webhook, Caller caller, Instant now, Map<String, ?> more) {
    var subject = new WebhookEntries.Subject(webhook.id(), webhook.principal());
    return journal.append(
        List.of(WebhookEntries.entry(what, subject, caller.principal(), now, more)));
  }

  /** The view with its secret, if it has one, in clear. */
  public WebhookView reveal(WebhookView sealed) {
    return sealed.secret() == null
        ? sealed
        : sealed.withSecret(secrets.open(sealed.id(), sealed.secret()).orElse(null));
  }
}
