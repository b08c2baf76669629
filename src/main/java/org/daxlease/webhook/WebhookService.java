package org.daxlease.webhook;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.daxlease.coordination.Caller;
import org.daxlease.coordination.Outcome;
import org.daxlease.coordination.RetryOnTransientFailure;
import org.daxlease.coordination.TimeSource;
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

  private final OwnedWebhooks owned;
  private final WebhookTables rows;
  private final Secrets secrets;
  private final WebhookSubjects subjects;
  private final TimeSource time;

  WebhookService(
      OwnedWebhooks owned,
      WebhookTables rows,
      Secrets secrets,
      WebhookSubjects subjects,
      TimeSource time) {
    this.owned = owned;
    this.rows = rows;
    this.secrets = secrets;
    this.subjects = subjects;
    this.time = time;
  }

  /** Makes a webhook for everything that is committed from now on. */
  @Transactional
  public Outcome<WebhookView> create(Caller caller, NewWebhook asked) {
    Refusal refusal =
        Refusal.first(
            () -> refusal(asked.secret()),
            () -> refusal(caller),
            () -> subjects.missing(caller, asked.filter()),
            () -> rows.quota().oneMore(caller.principal()));
    if (refusal != null) {
      return Outcome.refused(refusal);
    }
    UUID id = rows.newId();
    String secret = asked.secret() == null ? secrets.generate() : asked.secret();
    Webhook webhook = owned.add(id, caller, asked, secrets.seal(id, secret));
    return Outcome.created(WebhookView.of(webhook, webhook.keys().current()));
  }

  private @Nullable Refusal refusal(@Nullable String secret) {
    String objection = secret == null ? null : Secrets.objection(secret);
    if (objection != null) {
      return new Refusal.InvalidField("secret", objection);
    }
    return secrets.canSeal()
        ? null
        : new Refusal.NotSupported(
            "secret", "needs daxlease.webhook.secret-key, as the database has no password");
  }

  /** What its maker may is kept with the webhook, and tokens can say more than fits. */
  private static @Nullable Refusal refusal(Caller maker) {
    int most = WebhookRows.LONGEST_AUTHORITY;
    return WebhookRows.authority(maker).length() <= most
        ? null
        : new Refusal.InvalidField(
            "Authorization",
            "must give roles of at most " + most + " characters in all: ask for fewer hosts");
  }

  @Transactional(readOnly = true)
  public Outcome<WebhookView> get(Caller caller, UUID id) {
    return owned.find(caller, id).map(w -> WebhookView.of(w, null));
  }

  /** Those that the caller may see, by id. */
  @Transactional(readOnly = true)
  public List<WebhookView> list(Caller caller, @Nullable UUID after, int limit) {
    return owned.page(caller, after, limit).stream().map(w -> WebhookView.of(w, null)).toList();
  }

  @Transactional
  public Outcome<WebhookView> delete(Caller caller, UUID id) {
    return owned.command(
        caller,
        id,
        webhook -> {
          rows.deliveries().delete(id);
          rows.webhooks().delete(id);
          owned.tell(What.DELETED, webhook, caller, time.now(), Map.of());
          return Outcome.done(WebhookView.of(webhook, null));
        });
  }

  /** Stops deliveries; the webhook keeps its place. */
  @Transactional
  public Outcome<WebhookView> pause(Caller caller, UUID id) {
    return owned.command(
        caller,
        id,
        webhook ->
            switch (webhook.standing().state()) {
              case PAUSED -> Outcome.done(WebhookView.of(webhook, null));
              case ACTIVE ->
                  owned.become(
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
    return owned.command(
        caller,
        id,
        webhook -> {
          Standing now = webhook.standing();
          if (now.state() == WebhookState.ACTIVE) {
            return Outcome.done(WebhookView.of(webhook, null));
          }
          Standing next = now.in(WebhookState.ACTIVE, null);
          rows.lanes().retryNow(id);
          return owned.become(webhook, next.forgiven(), What.RESUMED, caller);
        });
  }

  /** Gives it a new secret; the old one signs, too, for 24 hours. */
  @Transactional
  public Outcome<WebhookView> rotate(Caller caller, UUID id, @Nullable String chosen) {
    Refusal refusal = refusal(chosen);
    if (refusal != null) {
      return Outcome.refused(refusal);
    }
    return owned.command(
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
          owned.tell(What.ROTATED, webhook, caller, now, Map.of("oldSecretUntil", keys.oldUntil()));
          return Outcome.done(WebhookView.of(webhook.with(keys), keys.current()));
        });
  }

  /** Sends its receiver a message that is about nothing else; the answer is the event's id. */
  @Transactional
  public Outcome<String> test(Caller caller, UUID id) {
    return owned.command(
        caller,
        id,
        webhook ->
            webhook.standing().state() == WebhookState.ACTIVE
                ? Outcome.done(
                    Long.toString(owned.tell(What.TEST, webhook, caller, time.now(), Map.of())))
                : notActive(webhook));
  }

  private static <T> Outcome<T> notActive(Webhook webhook) {
    return Outcome.refused(
        new Refusal.Stale("The webhook is " + webhook.standing().state() + "; resume it first."));
  }

  /** The view with its secret, if it has one, in clear. */
  public WebhookView reveal(WebhookView sealed) {
    return sealed.secret() == null
        ? sealed
        : sealed.withSecret(secrets.open(sealed.id(), sealed.secret()).orElse(null));
  }
}
