package org.daxlease.webhook;

import java.time.Instant;
import java.util.UUID;
import org.daxlease.coordination.Caller;
import org.jspecify.annotations.Nullable;

/**
 * A webhook.
 *
 * @param maker whose it is, and on whose behalf it reads
 * @param keys what its deliveries are signed with
 */
record Webhook(
    UUID id, Caller maker, String url, WebhookFilter filter, SealedKeys keys, Standing standing) {

  /**
   * Sealed secrets.
   *
   * @param old the one before, which still signs until {@code oldUntil}
   */
  record SealedKeys(String current, @Nullable String old, @Nullable Instant oldUntil) {}

  /**
   * How it stands.
   *
   * @param reason why it is not ACTIVE
   * @param position every entry up to here is done or in a lane
   * @param epoch grows when a command moves the position
   * @param failingSince since when every attempt has failed
   */
  record Standing(
      WebhookState state,
      @Nullable String reason,
      long position,
      long epoch,
      @Nullable Instant failingSince,
      Instant createdAt) {

    Standing in(WebhookState next, @Nullable String why) {
      return new Standing(state.become(next), why, position, epoch, failingSince, createdAt);
    }

    /** A fresh start: what failed before no longer counts. */
    Standing forgiven() {
      return new Standing(state, reason, position, epoch + 1, null, createdAt);
    }

    /** Everything after an earlier position is to be delivered again. */
    Standing rewound(long to) {
      return new Standing(state, reason, to, epoch + 1, failingSince, createdAt);
    }

    /** Its position as events have it. */
    String place() {
      return Long.toString(position);
    }
  }

  String principal() {
    return maker.principal();
  }

  Webhook with(Standing next) {
    return new Webhook(id, maker, url, filter, keys, next);
  }

  Webhook with(SealedKeys next) {
    return new Webhook(id, maker, url, filter, next, standing);
  }
}
