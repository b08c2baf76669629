package org.daxlease.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.List;
import java.util.UUID;
import org.daxlease.DaxLeaseApplication;
import org.daxlease.database.PostgresServer;
import org.junit.jupiter.api.Test;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.jdbc.core.JdbcTemplate;

/** Two services on one database, of which one runs and cannot say so. */
class WebhookTakeOverTest {

  private static ConfigurableApplicationContext start(
      PostgresServer.Database database, Class<?>... more) {
    return new SpringApplicationBuilder(DaxLeaseApplication.class)
        .sources(more)
        .run(
            "--server.port=0",
            "--spring.jmx.enabled=false",
            "--daxlease.test.database=none",
            "--spring.datasource.url=" + database.url(),
            "--spring.datasource.username=" + database.user(),
            "--spring.datasource.password=" + database.password(),
            "--daxlease.webhook.allowed-networks=127.0.0.0/8",
            "--daxlease.webhook.timeout=2s",
            "--daxlease.webhook.claim-ttl=5s");
  }

  private static void delivers(Hook hook, Receiver receiver) {
    String event = hook.asks("test").is(202).text("eventId");
    await().until(() -> receiver.all().stream().anyMatch(d -> d.id().equals(event)));
    await()
        .until(() ->
            hook.deliveries("DELIVERED").stream()
                .anyMatch(d -> d.path("id").asString().equals(event)));
  }

  private static UUID owner(JdbcTemplate jdbc) {
    return jdbc.queryForObject("select owner from webhook", UUID.class);
  }

  private static List<UUID> replicas(JdbcTemplate jdbc) {
    return jdbc.queryForList("select id from webhook_replica", UUID.class);
  }

  /** It comes back as somebody else: what it had before is another's to deliver. */
  @Test
  void webhooksGoToAnotherReplicaWhenAClaimRunsOutAndComeBackAfterIt() {
    PostgresServer.Database database = PostgresServer.newDatabase();
    try (Receiver receiver = Receiver.start();
        ConfigurableApplicationContext first = start(database, FailingStatements.class)) {
      FailingStatements failing = first.getBean(FailingStatements.class);
      JdbcTemplate jdbc = first.getBean(JdbcTemplate.class);
      Hook hook =
          Hook.to(EmbeddedService.api(first), receiver.url("/"), "types", List.of("webhook.test"));
      delivers(hook, receiver);
      UUID before = owner(jdbc);

      try (ConfigurableApplicationContext second = start(database)) {
        assertThat(second.isRunning()).isTrue();
        failing.after(0, Integer.MAX_VALUE, "update webhook_replica");
        await().until(() -> !before.equals(owner(jdbc)));
        delivers(hook, receiver);

        failing.after(0, 0, "");
        await().until(() -> replicas(jdbc).size() == 2);
        assertThat(replicas(jdbc)).doesNotContain(before);
      }

      delivers(hook, receiver);
    }
  }
}
