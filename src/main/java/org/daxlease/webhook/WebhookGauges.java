package org.daxlease.webhook;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.daxlease.coordination.TransientFailures;
import org.daxlease.journal.JournalReader;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/** How webhooks stand, looked at now and then: of all, and of those that this replica delivers. */
@Component
class WebhookGauges {

  private static final Logger log = LoggerFactory.getLogger(WebhookGauges.class);
  private static final double MILLIS = 1000;

  private final Dispatcher dispatcher;
  private final DeliveryQueues queues;
  private final JournalReader reader;
  private final WebhookTables rows;
  private final Map<String, Double> values = new ConcurrentHashMap<>();

  WebhookGauges(
      MeterRegistry registry,
      Dispatcher dispatcher,
      DeliveryQueues queues,
      JournalReader reader,
      WebhookTables rows) {
    this.dispatcher = dispatcher;
    this.queues = queues;
    this.reader = reader;
    this.rows = rows;
    for (WebhookState state : WebhookState.values()) {
      gauge(registry, "daxlease.webhook.webhooks", tag(state), state.name(), "Webhooks by state");
    }
    gauge(
        registry,
        "daxlease.webhook.oldest.undelivered",
        Tags.empty(),
        "oldest",
        "Age of the oldest event that a webhook of this replica has not been delivered");
    gauge(
        registry,
        "daxlease.webhook.backlog",
        Tags.empty(),
        "backlog",
        "Events read and not delivered, and entries not read yet, of this replica's webhooks");
  }

  private void gauge(
      MeterRegistry registry, String name, Tags tags, String key, String description) {
    Gauge.builder(name, values, v -> v.getOrDefault(key, 0.0))
        .tags(tags)
        .baseUnit(key.equals("oldest") ? "seconds" : null)
        .description(description)
        .register(registry);
  }

  private static Tags tag(WebhookState state) {
    return Tags.of("state", state.name().toLowerCase(Locale.ROOT));
  }

  @Scheduled(fixedDelayString = "5s", initialDelayString = "5s")
  void read() {
    if (!dispatcher.isNeeded()) {
      return;
    }
    Collection<DeliveryQueue> own = queues.all();
    long seen = dispatcher.position();
    values.put("backlog", (double) own.stream().mapToLong(queue -> queue.backlog(seen)).sum());
    try {
      countStates(rows.webhooks().counts());
      values.put("oldest", age(own, seen));
    } catch (RuntimeException e) {
      // Rather nothing than what was.
      List.of(WebhookState.values()).forEach(state -> values.put(state.name(), Double.NaN));
      values.put("oldest", Double.NaN);
      if (!TransientFailures.isTransient(e)) {
        throw e;
      }
      log.debug("The database is away; webhooks are counted next time", e);
    }
  }

  private void countStates(Map<WebhookState, Long> counts) {
    for (WebhookState state : WebhookState.values()) {
      values.put(state.name(), counts.getOrDefault(state, 0L).doubleValue());
    }
  }

  private double age(Collection<DeliveryQueue> own, long seen) {
    long oldest =
        own.stream().mapToLong(queue -> queue.oldestUndelivered(seen)).min().orElse(Long.MAX_VALUE);
    if (oldest == Long.MAX_VALUE) {
      return 0;
    }
    return reader.at(List.of(oldest)).stream()
        .map(event -> event.entry().time())
        .findFirst()
        .or(() -> firstTried(own, seen, oldest))
        .map(since -> Duration.between(since, dispatcher.now()).toMillis() / MILLIS)
        .map(seconds -> Math.max(0, seconds))
        .orElse(0.0);
  }

  /** The journal forgets events that are still tried again: their deliveries go on counting. */
  private Optional<Instant> firstTried(Collection<DeliveryQueue> own, long seen, long oldest) {
    return own.stream()
        .filter(queue -> queue.oldestUndelivered(seen) == oldest)
        .flatMap(queue -> rows.deliveries().firstTried(queue.id(), oldest).stream())
        .findFirst();
  }
}
