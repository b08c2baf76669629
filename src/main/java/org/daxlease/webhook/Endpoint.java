package org.daxlease.webhook;

import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.daxlease.coordination.Caller;
import org.daxlease.journal.CommittedEntry;
import org.jspecify.annotations.Nullable;

/**
 * A webhook as the replica that delivers it knows it: with its secrets open.
 *
 * @param replica that replica, which alone may write its progress
 * @param keys null if they were sealed with a key that this replica does not have
 */
record Endpoint(Webhook webhook, UUID replica, @Nullable Keys keys, Visibility visibility) {

  /**
   * What deliveries are signed with.
   *
   * @param old the key before, until {@code oldUntil}
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Keys(byte[] current, byte @Nullable [] old, @Nullable Instant oldUntil) {

    List<byte[]> at(Instant now) {
      return old != null && oldUntil != null && now.isBefore(oldUntil)
          ? Stream.of(current, old).toList()
          : List.of(current);
    }
  }

  static Endpoint of(Webhook webhook, UUID replica, Secrets secrets, Visibility visibility) {
    Webhook.SealedKeys sealed = webhook.keys();
    Keys keys =
        secrets
            .open(webhook.id(), sealed.current())
            .map(Secrets::bytes)
            .map(current -> new Keys(current, old(webhook, secrets), sealed.oldUntil()))
            .orElse(null);
    visibility.follow(webhook);
    return new Endpoint(webhook, replica, keys, visibility);
  }

  private static byte @Nullable [] old(Webhook webhook, Secrets secrets) {
    String old = webhook.keys().old();
    return old == null ? null : secrets.open(webhook.id(), old).map(Secrets::bytes).orElse(null);
  }

  UUID id() {
    return webhook.id();
  }

  long epoch() {
    return webhook.standing().epoch();
  }

  /** Host and port, as the URL has them. */
  String host() {
    return URI.create(webhook.url()).getAuthority();
  }

  WebhookEntries.Subject subject() {
    return new WebhookEntries.Subject(webhook.id(), webhook.principal());
  }

  Caller maker() {
    return visibility.maker(webhook);
  }

  boolean hearsForHolders() {
    return visibility.hearsForHolders(webhook);
  }

  boolean wants(CommittedEntry recorded) {
    return visibility.isFor(webhook, recorded);
  }

  /** Whether it still wants what it wanted once: who made it may be allowed less since. */
  boolean stillWants(OutgoingEvent event) {
    return visibility.isStillFor(webhook, event.source());
  }
}
