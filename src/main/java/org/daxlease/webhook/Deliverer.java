package org.daxlease.webhook;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.daxlease.coordination.SignalEvidence;
import org.daxlease.protocol.DeliveryPath;
import org.daxlease.webhook.DeliveryQueue.Due;
import org.daxlease.webhook.DeliveryQueue.Stop;
import org.daxlease.webhook.DeliveryView.AttemptView;
import org.daxlease.webhook.http.Message;
import org.daxlease.webhook.http.SendResult;
import org.daxlease.webhook.http.Sender;
import org.springframework.stereotype.Component;

/** Makes one attempt, from the look at the event to what its outcome means for the webhook. */
@Component
class Deliverer implements AutoCloseable {

  private static final long SLOW_MILLIS = 1000;

  private final OutgoingEvents events;
  private final Sender sender;
  private final SignalEvidence evidence;
  private final WebhookProperties properties;
  private final AttemptMeters meters;
  private final ScheduledThreadPoolExecutor stopwatch =
      new ScheduledThreadPoolExecutor(
          1, Thread.ofPlatform().daemon().name("webhook-stopwatch").factory());

  Deliverer(
      OutgoingEvents events,
      Sender sender,
      SignalEvidence evidence,
      WebhookProperties properties,
      AttemptMeters meters) {
    this.events = events;
    this.sender = sender;
    this.evidence = evidence;
    this.properties = properties;
    this.meters = meters;
    stopwatch.setRemoveOnCancelPolicy(true);
  }

  /**
   * Makes an attempt that has a slot, and gives the slot back. Blocks.
   *
   * @param hangs is told if it takes its time
   * @return false if there was nothing to send any more: the event is gone
   */
  boolean attempt(
      DeliveryQueue queue, Due due, Slots.Slot slot, ReplicaClaim claim, Runnable hangs) {
    ScheduledFuture<?> slow =
        stopwatch.schedule(
            () -> {
              slot.slowDown();
              hangs.run();
            },
            SLOW_MILLIS,
            TimeUnit.MILLISECONDS);
    try {
      Optional<OutgoingEvent> event = events.at(queue.id(), due.position());
      Endpoint.Keys keys = queue.endpoint().keys();
      if (event.isEmpty()) {
        return false;
      }
      if (!queue.endpoint().stillWants(event.get())) {
        queue.withheld(due, event.get(), withheld(claim.now()));
      } else if (keys == null) {
        queue.putBack(due, null);
        queue.stop(
            new Stop(
                WebhookState.SUSPENDED,
                "its secret was sealed with another daxlease.webhook.secret-key: rotate it"));
      } else {
        deliver(queue, due, event.get(), keys, claim);
      }
      return true;
    } finally {
      slow.cancel(false);
      slot.release();
    }
  }

  private static AttemptView withheld(Instant at) {
    String why = "who made the webhook may not see the event any more";
    return new AttemptView(at, SendResult.Kind.FORBIDDEN.name(), null, 0, why);
  }

  private void deliver(
      DeliveryQueue queue, Due due, OutgoingEvent event, Endpoint.Keys keys, ReplicaClaim claim) {
    Instant at = claim.now();
    String id = DeliveryView.messageId(queue.id(), due.position());
    byte[] body = event.body();
    Map<String, String> headers = Signature.headers(id, at.getEpochSecond(), body, keys.at(at));
    if (!claim.mayAttempt(queue.endpoint().replica())) {
      // Reading the event may have waited long enough for another replica to take over.
      queue.putBack(due, null);
      return;
    }
    SendResult result = sender.send(new Message(queue.endpoint().webhook().url(), headers, body));
    meters.attempted(result.kind());
    var attempt =
        new AttemptView(
            at, result.kind().name(), result.status(), result.latency().toMillis(), result.error());
    if (result.isDelivered()) {
      if (event.head().isSignal() && queue.endpoint().hearsForHolders()) {
        evidence.delivered(due.position(), DeliveryPath.WEBHOOK, queue.endpoint().maker());
      }
      queue.delivered(due, event.head(), attempt);
      return;
    }
    Instant now = claim.now();
    queue.failed(due, event, attempt, new DeliveryQueue.Failure(now, result.retryAfter()));
    Instant since = queue.failingSince();
    if (result.kind() == SendResult.Kind.GONE) {
      queue.stop(new Stop(WebhookState.DISABLED, "its receiver answered 410 Gone"));
    } else if (since != null && !now.isBefore(since.plus(properties.suspendAfter()))) {
      queue.stop(
          new Stop(
              WebhookState.SUSPENDED,
              "every attempt since " + since + " failed, the last: " + result.error()));
    }
  }

  @Override
  public void close() {
    stopwatch.shutdownNow();
  }
}
