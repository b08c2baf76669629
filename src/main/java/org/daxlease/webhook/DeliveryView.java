package org.daxlease.webhook;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.daxlease.journal.CommittedEntry;
import org.daxlease.journal.Event;
import org.jspecify.annotations.Nullable;

/**
 * One event and how far it got.
 *
 * @param id the event's id, unique in the webhook
 * @param webhookId the {@code webhook-id} that every attempt carries
 * @param attempts how many were made, of which {@code log} has the last
 */
public record DeliveryView(
    String id,
    String webhookId,
    String type,
    @Nullable UUID fileId,
    DeliveryState state,
    int attempts,
    @Nullable Instant nextAttemptAt,
    Instant changedAt,
    List<AttemptView> log) {

  /** The longest log that is shown. */
  static final int LONGEST_LOG = 20;

  /**
   * One attempt.
   *
   * @param outcome what became of it
   * @param status of the response, if there was one
   * @param error what went wrong
   */
  public record AttemptView(
      Instant at,
      String outcome,
      @Nullable Integer status,
      long latencyMillis,
      @Nullable String error) {}

  /** Of an event that was not attempted yet, or that nobody knows the attempts of any more. */
  static DeliveryView toCome(UUID webhookId, CommittedEntry event, Instant since) {
    return new DeliveryView(
        Long.toString(event.position()),
        messageId(webhookId, event.position()),
        Event.TYPE_PREFIX + event.entry().type(),
        event.entry().refs().fileId(),
        DeliveryState.PENDING,
        0,
        null,
        since,
        List.of());
  }

  DeliveryView withLog(List<AttemptView> last) {
    return new DeliveryView(
        id, webhookId, type, fileId, state, attempts, nextAttemptAt, changedAt, List.copyOf(last));
  }

  /** What receivers tell repeats by: the same for every attempt of one event to one webhook. */
  static String messageId(UUID webhook, long position) {
    return "msg_" + webhook.toString().replace("-", "") + "_" + position;
  }
}
