package org.daxlease.webhook;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.daxlease.coordination.SignalEvidence;
import org.daxlease.protocol.DeliveryPath;
import org.daxlease.webhook.DeliveryView.AttemptView;
import org.daxlease.webhook.Mailbox.Due;
import org.daxlease.webhook.Mailbox.Stop;
import org.daxlease.webhook.http.Message;
import org.daxlease.webhook.http.SendResult;
import org.daxlease.webhook.http.Sender;
import org.springframework.stereotype.Component;

/** Makes one attempt, from the look at the event to what its outcome means for the webhook. */
@Component
class Courier implements AutoCloseable {

  private static final long SLOW_MILLIS = 1000;

  private final Letters letters;
  private final Sender sender;
  private final SignalEvidence evidence;
  private final WebhookProperties properties;
  private final AttemptMeters meters;
  private final ScheduledThreadPoolExecutor stopwatch =
      new ScheduledThreadPoolExecutor(
          1, Thread.ofPlatform().daemon().name("webhook-stopwatch").factory());

  Courier(
      Letters letters,
      Sender sender,
      SignalEvidence evidence,
      WebhookProperties properties,
      AttemptMeters meters) {
    this.letters = letters;
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
  boolean attempt(Mailbox mailbox, Due due, Slots.Slot slot, Tenure tenure, Runnable hangs) {
    ScheduledFuture<?> slow =
        stopwatch.schedule(
            () -> {
              slot.slowDown();
              hangs.run();
            },
            SLOW_MILLIS,
            TimeUnit.MILLISECONDS);
    try {
      Optional<Letter> letter = letters.at(mailbox.id(), due.position());
      Recipient.Keys keys = mailbox.recipient().keys();
      if (letter.isEmpty()) {
        return false;
      }
      if (!mailbox.recipient().stillWants(letter.get())) {
        mailbox.withheld(due, letter.get(), withheld(tenure.now()));
      } else if (keys == null) {
        mailbox.putBack(due, null);
        mailbox.stop(
            new Stop(
                WebhookState.SUSPENDED,
                "its secret was sealed with another daxlease.webhook.secret-key: rotate it"));
      } else {
        deliver(mailbox, due, letter.get(), keys, tenure);
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
      Mailbox mailbox, Due due, Letter letter, Recipient.Keys keys, Tenure tenure) {
    Instant at = tenure.now();
    String id = DeliveryView.messageId(mailbox.id(), due.position());
    byte[] body = letter.body();
    Map<String, String> headers = Signature.headers(id, at.getEpochSecond(), body, keys.at(at));
    if (!tenure.mayAttempt(mailbox.recipient().replica())) {
      // Reading the event may have waited long enough for another replica to take over.
      mailbox.putBack(due, null);
      return;
    }
    SendResult result =
        sender.send(new Message(mailbox.recipient().webhook().url(), headers, body));
    meters.attempted(result.kind());
    var attempt =
        new AttemptView(
            at, result.kind().name(), result.status(), result.latency().toMillis(), result.error());
    if (result.isDelivered()) {
      if (letter.head().isSignal() && mailbox.recipient().hearsForHolders()) {
        evidence.delivered(due.position(), DeliveryPath.WEBHOOK, mailbox.recipient().maker());
      }
      mailbox.delivered(due, letter.head(), attempt);
      return;
    }
    Instant now = tenure.now();
    mailbox.failed(due, letter, attempt, new Mailbox.Failure(now, result.retryAfter()));
    Instant since = mailbox.failingSince();
    if (result.kind() == SendResult.Kind.GONE) {
      mailbox.stop(new Stop(WebhookState.DISABLED, "its receiver answered 410 Gone"));
    } else if (since != null && !now.isBefore(since.plus(properties.suspendAfter()))) {
      mailbox.stop(
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
