package org.daxlease.webhook;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.daxlease.webhook.http.SendResult;
import org.springframework.stereotype.Component;

/** Counts attempts by outcome; every outcome is there from the start, so that a zero is visible. */
@Component
class AttemptMeters {

  private final Map<SendResult.Kind, Counter> attempts = new EnumMap<>(SendResult.Kind.class);
  private final Counter givenUp;
  private final Counter missed;

  AttemptMeters(MeterRegistry registry) {
    for (SendResult.Kind kind : SendResult.Kind.values()) {
      attempts.put(
          kind,
          Counter.builder("daxlease.webhook.attempts")
              .description("Attempts to deliver an event to a webhook")
              .tag("outcome", kind.name().toLowerCase(Locale.ROOT))
              .register(registry));
    }
    givenUp =
        Counter.builder("daxlease.webhook.failed")
            .description("Deliveries that were given up")
            .register(registry);
    missed =
        Counter.builder("daxlease.webhook.missed")
            .description("Times that the journal had forgotten what a webhook was still to be sent")
            .register(registry);
  }

  void attempted(SendResult.Kind kind) {
    Objects.requireNonNull(attempts.get(kind)).increment();
  }

  void missed() {
    missed.increment();
  }

  void givenUp(long deliveries) {
    givenUp.increment(deliveries);
  }
}
