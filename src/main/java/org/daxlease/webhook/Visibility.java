package org.daxlease.webhook;

import java.util.UUID;
import org.daxlease.coordination.Caller;
import org.daxlease.coordination.Role;
import org.daxlease.journal.CommittedEntry;
import org.daxlease.protocol.Refusal;
import org.daxlease.security.Principals;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** The one place that says who may see what through webhooks. */
@Component
class Visibility {

  private final Principals principals;

  Visibility(Principals principals) {
    this.principals = principals;
  }

  /** The refusal of whoever names a webhook of somebody else, or one that does not exist. */
  Refusal refusal(Caller caller, UUID id) {
    return caller.authority().has(Role.OPERATOR)
        ? new Refusal.NotFound("id", "webhook", id.toString())
        : new Refusal.NotYours("webhook", id.toString());
  }

  /** Whose webhooks a caller's list shows: null for everybody's. */
  @Nullable String onlyOf(Caller caller) {
    return caller.authority().has(Role.OPERATOR) ? null : caller.principal();
  }

  /** Whether what a webhook was sent has reached the holder of a process. */
  boolean hearsForHolders(Webhook webhook) {
    return webhook.filter().hearsForHolders(maker(webhook));
  }

  /** Who made a webhook, with what it may now. */
  Caller maker(Webhook webhook) {
    return principals.now(webhook.maker());
  }

  /** Newer tokens of whoever made a webhook count from now on, not from its first event. */
  void follow(Webhook webhook) {
    var _ = maker(webhook);
  }

  /** Whether a webhook is to be sent an entry: it wants it, and who made it may see it, now. */
  boolean isFor(Webhook webhook, CommittedEntry recorded) {
    return WebhookEntries.isAddressedTo(webhook.id(), recorded)
        || webhook.filter().matches(recorded) && principals.maySee(webhook.maker(), recorded);
  }

  /**
   * Whether an entry that was for a webhook once is so now.
   *
   * @param recorded null where only its text is left: then whoever may see less has lost it
   */
  boolean isStillFor(Webhook webhook, @Nullable CommittedEntry recorded) {
    return recorded == null
        ? maker(webhook).readScope().covers(webhook.maker().readScope())
        : isFor(webhook, recorded);
  }
}
