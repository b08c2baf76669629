package org.daxlease.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import java.util.UUID;
import org.daxlease.acceptance.FailingStatements.Failure;
import org.daxlease.acceptance.Receiver.Reply;
import org.daxlease.database.EveryDatabase;
import org.daxlease.journal.Entries;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.JdbcTemplate;
import tools.jackson.databind.JsonNode;

/** A database that fails at the worst moment may hold a webhook up; it must not end it. */
@SpringBootTest(
    webEnvironment = WebEnvironment.RANDOM_PORT,
    properties = {
      "spring.datasource.url=jdbc:h2:mem:webhook-trouble-${random.uuid};DB_CLOSE_DELAY=-1;LOCK_TIMEOUT=10000",
      "daxlease.webhook.allowed-networks=127.0.0.0/8",
      "daxlease.webhook.timeout=2s",
      "daxlease.webhook.claim-ttl=5s"
    })
@EveryDatabase
@Import(FailingStatements.class)
class WebhookTroubleTest {

  @LocalServerPort private int port;
  @Autowired private FailingStatements failing;
  @Autowired private JdbcTemplate jdbc;
  @Autowired private MeterRegistry registry;

  private Coordinator api;
  private Receiver receiver;

  @BeforeEach
  void begins() {
    api = new Coordinator(port);
    receiver = Receiver.start();
  }

  @AfterEach
  void ends() {
    api.get("/v1/webhooks").ids().forEach(id -> api.delete("/v1/webhooks/" + id).is(204));
    receiver.close();
  }

  /** The receiver gets the event with that id at last. */
  private void arrives(String eventId) {
    await()
        .alias("event " + eventId + " arrives")
        .until(() -> receiver.all().stream().anyMatch(d -> d.id().equals(eventId)));
  }

  private Hook hook() {
    return Hook.to(api, receiver.url("/"), "types", List.of("webhook.test"));
  }

  private static String test(Hook hook) {
    return hook.asks("test").is(202).text("eventId");
  }

  /** As after a failover to a standby that lacked the last commits. */
  @Test
  void whatStandsInThePlaceOfLostEventsArrives() {
    Hook hook = Hook.to(api, receiver.url("/"), "types", List.of("filesystem."));
    long first = changes("one");
    changes("two");
    changes("three");
    await().untilAsserted(() -> assertThat(hook.deliveries("DELIVERED")).hasSize(3));
    await()
        .untilAsserted(() ->
            assertThat(jdbc.queryForObject("select position from webhook", Long.class))
                .isGreaterThan(first));

    Entries.loseBehind(jdbc, first);

    assertThat(changes("four")).isEqualTo(first + 1);
    assertThat(changes("five")).isEqualTo(first + 2);
  }

  /** Where it has read up to is written, though there was nothing to deliver. */
  @Test
  void whatNothingFitsReadsOn() {
    Hook.to(api, receiver.url("/"), "types", List.of("nothing"));
    List.of("quiet-1", "quiet-2")
        .forEach(name -> api.send("PUT", "/v1/filesystems/" + name, "{\"type\":\"xfs\"}").is(201));
    long head = jdbc.queryForObject("select position from journal_head", Long.class);

    await()
        .untilAsserted(() ->
            assertThat(jdbc.queryForObject("select position from webhook", Long.class))
                .isGreaterThanOrEqualTo(head));
  }

  /** A filesystem is made, and its webhook told; the answer is at which position. */
  private long changes(String filesystem) {
    api.send("PUT", "/v1/filesystems/" + filesystem, "{\"type\":\"xfs\"}").is(201);
    await()
        .alias(filesystem + " arrives")
        .until(() -> receiver.all().stream().anyMatch(d -> tellsOf(d.event(), filesystem)));
    return receiver.all().stream()
        .filter(d -> tellsOf(d.event(), filesystem))
        .mapToLong(d -> Long.parseLong(d.id()))
        .max()
        .orElseThrow();
  }

  private static boolean tellsOf(JsonNode event, String filesystem) {
    return event.path("data").path("filesystem").asString("").equals(filesystem);
  }

  private void fail() {
    await().until(failing::haveFailed);
  }

  @ParameterizedTest
  @EnumSource
  void whatWasClaimedAndCouldNotBeReadIsReadLater(Failure failure) {
    failing.after(0, 1, "from webhook_lane", failure);
    Hook hook = hook();
    fail();

    arrives(test(hook));
  }

  @ParameterizedTest
  @EnumSource
  void commandThatCouldNotBeObeyedIsObeyedLater(Failure failure) {
    Hook hook = hook();
    arrives(test(hook));
    hook.asks("pause").is(200);
    failing.after(0, 1, "select 1 from webhook where id", failure);
    hook.asks("resume").is(200);
    fail();

    arrives(test(hook));
  }

  @ParameterizedTest
  @EnumSource
  void reasonToStopThatCouldNotBeWrittenIsWrittenLater(Failure failure) {
    Hook hook = hook();
    receiver.answering(_ -> Reply.of(410));
    failing.after(0, 1, "update webhook set position", failure);
    hook.asks("test").is(202);
    fail();

    hook.becomes("DISABLED");
    List<JsonNode> made = hook.deliveries();
    assertThat(made).hasSize(1);
    assertThat(made.getFirst().path("attempts").asInt()).isEqualTo(1);
  }

  /** The receiver is told what it misses, which is an entry of the journal. */
  @ParameterizedTest
  @EnumSource
  void eventThatIsGoneHoldsNothingUpThoughItCouldNotBeTold(Failure failure) {
    Hook hook = hook();
    arrives(test(hook));
    await().until(() -> hook.deliveries("DELIVERED").size() == 1);
    // Of an event that is neither in memory nor in the journal.
    jdbc.update(
        """
        insert into webhook_delivery
          select webhook_id, 999999, type, file_id, state, attempts, null, null, created_at, changed_at
            from webhook_delivery where webhook_id = ?
        """,
        UUID.fromString(hook.id()));
    // The first is the command's own.
    failing.after(1, 1, "insert into journal", failure);
    hook.asks("deliveries/999999/redeliver").is(200);
    fail();

    arrives(test(hook));
  }

  private double gauge(String name, String... tags) {
    return registry.get(name).tags(tags).gauge().value();
  }

  @Test
  void eventThatTheJournalHasForgottenGrowsOlderAllTheSame() {
    Hook hook = hook();
    receiver.answering(_ -> Reply.of(503));
    String event = test(hook);
    await().until(() -> hook.deliveries("PENDING").size() == 1);
    // It waits behind the first, which the webhook as a whole has passed by then.
    String behind = test(hook);
    await().until(() -> Long.parseLong(hook.now().text("position")) >= Long.parseLong(behind));
    assertThat(api.get(hook.path() + "/deliveries/" + behind).is(200).state()).isEqualTo("PENDING");

    jdbc.update("delete from journal where position = ?", Long.valueOf(event));
    jdbc.update(
        "update webhook_delivery set created_at = created_at - interval '1' hour where position = ?",
        Long.valueOf(event));

    await().until(() -> gauge("daxlease.webhook.oldest.undelivered") >= 3600);
  }

  @Test
  void webhooksAreNotCountedWhileTheDatabaseIsAway() {
    Hook hook = hook();
    String active = "daxlease.webhook.webhooks";
    String oldest = "daxlease.webhook.oldest.undelivered";
    await().until(() -> gauge(active, "state", "active") == 1);

    failing.after(0, Integer.MAX_VALUE, "from webhook group by state");
    await()
        .until(() -> Double.isNaN(gauge(active, "state", "active")) && Double.isNaN(gauge(oldest)));
    failing.after(0, 0, "");

    await().until(() -> gauge(active, "state", "active") == 1 && !Double.isNaN(gauge(oldest)));
    arrives(test(hook));
  }
}
