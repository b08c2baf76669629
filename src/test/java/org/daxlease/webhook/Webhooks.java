package org.daxlease.webhook;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.daxlease.coordination.Caller;
import org.flywaydb.core.Flyway;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

/** Webhooks to try things with. */
final class Webhooks {

  static final WebhookProperties DEFAULTS =
      new WebhookProperties(
          null,
          List.of(
              Duration.ofSeconds(5),
              Duration.ofSeconds(30),
              Duration.ofMinutes(2),
              Duration.ofMinutes(10),
              Duration.ofHours(1),
              Duration.ofHours(6)),
          Duration.ofHours(24),
          Duration.ofHours(12),
          Duration.ofDays(1),
          Duration.ofDays(30),
          Duration.ofSeconds(20),
          512);

  private Webhooks() {}

  /** A database in memory that has the tables. */
  static SingleConnectionDataSource database() {
    var database =
        new SingleConnectionDataSource("jdbc:h2:mem:" + UUID.randomUUID(), "sa", "", true);
    Flyway.configure().dataSource(database).load().migrate();
    return database;
  }

  /** One that gets everything from the beginning on. */
  static Webhook active(UUID id, Instant createdAt) {
    return standing(id, WebhookState.ACTIVE, createdAt);
  }

  /** The same in another state. */
  static Webhook standing(UUID id, WebhookState state, Instant createdAt) {
    return new Webhook(
        id,
        Caller.ANONYMOUS,
        "http://x/",
        new WebhookFilter(List.of(), null, null, null, null),
        new Webhook.SealedKeys("", null, null),
        new Webhook.Standing(state, null, 0, 0, null, createdAt));
  }
}
