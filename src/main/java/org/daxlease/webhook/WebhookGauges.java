package org.daxlease.webhook;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import org.daxlease.journal.JournalReader;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/** How webhooks stand, looked at now and then: of all, and of those that this replica delivers. */
@Component
class WebhookGauges {

  private static final double MILLIS = 1000;

  private final Dispatcher dispatcher;
  private final Mailboxes mailboxes;
  private final JournalReader reader;
  private final JdbcTemplate jdbc;
  private final Map<String, Double> values = new ConcurrentHashMap<>();

  WebhookGauges(
      MeterRegistry registry,
      Dispatcher dispatcher,
      Mailboxes mailboxes,
      JournalReader reader,
      JdbcTemplate jdbc) {
    this.dispatcher = dispatcher;
    this.mailboxes = mailboxes;
    this.reader = reader;
    this.jdbc = jdbc;
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
    if (dispatcher.isNeeded()) {
      countStates();
      Collection<Mailbox> own = mailboxes.all();
      long seen = dispatcher.position();
      values.put("backlog", (double) own.stream().mapToLong(m -> m.backlog(seen)).sum());
      values.put("oldest", age(own, seen));
    }
  }

  private void countStates() {
    for (WebhookState state : WebhookState.values()) {
      Long count =
          jdbc.queryForObject(
              "select count(*) from webhook where state = ?", Long.class, state.name());
      values.put(state.name(), Objects.requireNonNull(count).doubleValue());
    }
  }

  private double age(Collection<Mailbox> own, long seen) {
    long oldest =
        own.stream().mapToLong(m -> m.oldestUndelivered(seen)).min().orElse(Long.MAX_VALUE);
    return oldest == Long.MAX_VALUE
        ? 0
        : reader.at(List.of(oldest)).stream()
            .mapToDouble(
                e -> Duration.between(e.entry().time(), dispatcher.now()).toMillis() / MILLIS)
            .map(seconds -> Math.max(0, seconds))
            .findFirst()
            .orElse(0);
  }
}
