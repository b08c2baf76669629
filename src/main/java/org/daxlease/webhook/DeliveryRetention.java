package org.daxlease.webhook;

import java.time.Instant;
import org.daxlease.coordination.TimeSource;
import org.daxlease.coordination.TransientFailures;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/** Removes old deliveries from the lists. */
@Component
class DeliveryRetention {

  private static final int AT_ONCE = 1000;

  private final WebhookProperties properties;
  private final DeliveryRows deliveries;
  private final Dispatcher dispatcher;
  private final TimeSource time;

  DeliveryRetention(
      WebhookProperties properties,
      DeliveryRows deliveries,
      Dispatcher dispatcher,
      TimeSource time) {
    this.properties = properties;
    this.deliveries = deliveries;
    this.dispatcher = dispatcher;
    this.time = time;
  }

  @Scheduled(fixedDelayString = "1m", initialDelayString = "1m")
  void forget() {
    if (!dispatcher.isNeeded()) {
      return;
    }
    try {
      Instant now = time.now();
      forget(DeliveryState.DELIVERED, now.minus(properties.keepDelivered()));
      forget(DeliveryState.FAILED, now.minus(properties.keepFailed()));
    } catch (RuntimeException e) {
      // The next round finds what this one has left.
      if (!TransientFailures.isTransient(e)) {
        throw e;
      }
    }
  }

  private void forget(DeliveryState state, Instant before) {
    int gone;
    do {
      gone = deliveries.forget(state, before, AT_ONCE);
    } while (gone == AT_ONCE);
  }
}
