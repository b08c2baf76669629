package org.daxlease.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.daxlease.acceptance.Receiver.Delivery;
import org.daxlease.acceptance.Receiver.Reply;
import org.daxlease.database.EveryDatabase;
import org.daxlease.http.EventStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.JdbcTemplate;
import tools.jackson.databind.JsonNode;

/**
 * Webhooks over HTTP, to real servers. Here a failed attempt is followed by one after two seconds,
 * which is the last, unless it is urgent.
 */
@SpringBootTest(
    webEnvironment = WebEnvironment.RANDOM_PORT,
    properties = {
      "spring.datasource.url=jdbc:h2:mem:webhooks-${random.uuid};DB_CLOSE_DELAY=-1;LOCK_TIMEOUT=10000",
      "daxlease.webhook.allowed-networks=127.0.0.0/8",
      "daxlease.webhook.retry-delays=1h",
      "daxlease.webhook.give-up-after=2s",
      "daxlease.webhook.suspend-after=3s",
      "daxlease.webhook.timeout=2s"
    })
@EveryDatabase
class WebhookRulesTest {

  @LocalServerPort private int port;
  @Autowired private JdbcTemplate jdbc;
  @Autowired private MeterRegistry meters;

  private Coordinator api;
  private Scene scene;
  private Receiver receiver;
  private long begin;

  @BeforeEach
  void opensTheScene() {
    api = new Coordinator(port);
    scene = new Scene(api);
    receiver = Receiver.start();
    begin = api.journalEnd();
  }

  @AfterEach
  void closesTheScene() {
    // What is left behind must not be attempted for ever.
    api.get("/v1/webhooks").ids().forEach(id -> api.delete("/v1/webhooks/" + id).is(204));
    scene.close();
    receiver.close();
  }

  private static List<String> ids(List<JsonNode> events) {
    return events.stream().map(e -> e.path("id").asString()).toList();
  }

  @Test
  void deliversWhatFitsSignedAndInOrder() {
    StoredFile file = scene.file();
    StoredFile other = scene.file();
    Hook hook = Hook.to(api, receiver.url("/in"), "fileId", file.id());
    scene.holder(other, 0, 4096);
    Holder holder = scene.holder(file, 0, 4096).unpins();
    List<JsonNode> events =
        api.eventsAfter(begin, "fileId=" + file.id()).stream()
            .filter(e -> !e.path("type").asString().endsWith("file.registered"))
            .toList();

    List<Delivery> got = receiver.awaits(events.size());

    assertThat(got).extracting(Delivery::id).isEqualTo(ids(events));
    assertThat(got).extracting(Delivery::event).isEqualTo(events);
    assertThat(got).allMatch(d -> d.isSignedWith(hook.secret()));
    assertThat(got).extracting(Delivery::messageId).doesNotHaveDuplicates();
    assertThat(got.getFirst().headers().firstValue("content-type"))
        .contains("application/cloudevents+json");
    assertThat(holder.now().state()).isEqualTo("RUNNING");
    await()
        .untilAsserted(() ->
            assertThat(hook.deliveries())
                .hasSameSizeAs(events)
                .allMatch(d -> d.path("state").asString().equals("DELIVERED"))
                .allMatch(d -> d.at("/log/0/status").asInt() == 204));
  }

  @Test
  void filtersByTypesProcessHostAndFilesystem() {
    StoredFile file = scene.file();
    Hook.to(api, receiver.url("/types"), "types", List.of("org.daxlease.pin.unp", "lease.taken"));
    Hook.to(api, receiver.url("/host"), "host", scene.host(), "types", List.of("pin.pinned"));
    Hook fs = Hook.to(api, receiver.url("/fs"), "filesystem", "another", "types", List.of("pin."));
    Holder other = scene.process();
    Hook.to(api, receiver.url("/process"), "processId", other.id(), "types", List.of("pin."));
    scene.holder(file, 0, 4096).unpins();
    other.pins(file, 8192, 4096);
    // Word to a receiver itself comes whatever it asked for, and after all that was before it.
    fs.asks("test").is(202);

    Map<String, List<String>> byPath =
        receiver.awaits(6).stream()
            .collect(
                Collectors.groupingBy(
                    Delivery::path, Collectors.mapping(Delivery::type, Collectors.toList())));

    assertThat(byPath)
        .isEqualTo(
            Map.of(
                "/types",
                List.of("lease.taken", "pin.unpinned"),
                "/host",
                List.of("pin.pinned", "pin.pinned"),
                "/process",
                List.of("pin.pinned"),
                "/fs",
                List.of("webhook.test")));
  }

  @Test
  void oneFilesTroubleHoldsUpNoOtherAndNothingOvertakesInIt() {
    StoredFile troubled = scene.file();
    StoredFile fine = scene.file();
    Hook.to(api, receiver.url("/"), "filesystem", scene.filesystem(), "types", List.of("pin."));
    receiver.answering(d ->
        d.subject().equals(troubled.id()) && d.attempt() == 1 && d.type().equals("pin.pinned")
            ? Reply.of(500)
            : Reply.OK);
    scene.holder(troubled, 0, 4096).unpins();
    scene.holder(fine, 0, 4096).unpins();
    List<Delivery> all = receiver.awaits(5);

    // Before what waits behind the second attempt.
    assertThat(all.subList(0, 4)).filteredOn(d -> d.subject().equals(fine.id())).hasSize(2);
    assertThat(all)
        .filteredOn(d -> d.subject().equals(troubled.id()))
        .extracting(d -> d.type() + " " + d.attempt())
        .containsExactly("pin.pinned 1", "pin.pinned 2", "pin.unpinned 1");
  }

  @Test
  void signalPullsWhatStandsBeforeItToItsOwnSchedule() {
    StoredFile file = scene.policy("leaseBreakTime", "PT20S").file();
    Map<String, Integer> refused = new ConcurrentHashMap<>();
    Hook hook = Hook.to(api, receiver.url("/"), "fileId", file.id());
    // Each event three times: on the slow schedule the second refusal would be the end.
    receiver.answering(d -> refused.merge(d.id(), 1, Integer::sum) <= 3 ? Reply.of(503) : Reply.OK);
    scene.holder(file, 0, 4096);
    Operation truncate = file.truncates(0).was(202, "BREAKING");

    await()
        .untilAsserted(() ->
            assertThat(receiver.all())
                .anyMatch(d -> d.type().equals("signal.sigio") && d.attempt() == 4));

    List<String> upTo =
        receiver.all().stream().filter(d -> d.attempt() == 4).map(Delivery::id).toList();
    assertThat(upTo).extracting(Long::valueOf).isSorted().hasSizeGreaterThan(3);
    assertThat(hook.deliveries("FAILED")).isEmpty();
    await()
        .untilAsserted(
            () -> assertThat(truncate.breaks().getFirst().at("/signals/0/deliveries")).isEmpty());
  }

  @Test
  void signalDeliveredToWhoAsksForItIsShownInTheBreak() {
    StoredFile file = scene.policy("leaseBreakTime", "PT30S").file();
    Hook.to(api, receiver.url("/"), "host", scene.host(), "types", List.of("signal."));
    Holder holder = scene.holder(file, 0, 4096);
    Operation truncate = file.truncates(0).was(202, "BREAKING");

    await()
        .untilAsserted(() ->
            assertThat(truncate.breaks().getFirst().at("/signals/0/deliveries"))
                .anyMatch(d -> d.path("path").asString().equals("WEBHOOK")));
    String signal = truncate.breaks().getFirst().at("/signals/0/eventId").asString();
    api.post("/v1/processes/" + holder.id() + "/heartbeat", "acknowledged", List.of(signal))
        .is(200);

    assertThat(truncate.breaks().getFirst().at("/signals/0/deliveries"))
        .extracting(d -> d.path("path").asString())
        .containsExactly("WEBHOOK", "HEARTBEAT");
  }

  @Test
  void signalWrittenToAStreamOfItsProcessIsShownInTheBreak() {
    StoredFile file = scene.policy("leaseBreakTime", "PT30S").file();
    Holder holder = scene.holder(file, 0, 4096);
    try (EventStream stream = holder.listens()) {
      Operation truncate = file.truncates(0).was(202, "BREAKING");
      stream.awaits(e -> e.name().equals("signal.sigio"));
      JsonNode broken =
          await()
              .until(
                  () -> truncate.breaks().getFirst(),
                  b -> !b.at("/signals/0/deliveries").isEmpty());

      JsonNode signal = broken.at("/signals/0");
      assertThat(signal.path("deliveries"))
          .extracting(d -> d.path("path").asString())
          .containsExactly("STREAM");
      assertThat(Instant.parse(signal.at("/deliveries/0/at").asString()))
          .isBetween(
              Instant.parse(signal.path("at").asString()),
              Instant.parse(broken.path("deadline").asString()));
    }
  }

  @Test
  void signalThatNobodyTookHasNoEvidence() {
    StoredFile file = scene.policy("leaseBreakTime", "PT30S").file();
    scene.holder(file, 0, 4096);
    Hook everything = Hook.to(api, receiver.url("/all"), "fileId", file.id());
    try (EventStream all = api.stream("/v1/events?fileId=" + file.id())) {
      Operation truncate = file.truncates(0).was(202, "BREAKING");
      all.awaits(e -> e.name().equals("signal.sigio"));
      await()
          .untilAsserted(() ->
              assertThat(everything.deliveries("DELIVERED"))
                  .anyMatch(d -> d.path("type").asString().endsWith("signal.sigio")));

      // An onlooker is not the process, and its copy says nothing of the process.
      assertThat(truncate.breaks().getFirst().at("/signals/0/deliveries")).isEmpty();
    }
  }

  @Test
  void whatTheJournalHasForgottenIsTold() {
    StoredFile file = scene.file();
    Hook hook = Hook.to(api, receiver.url("/"), "fileId", file.id(), "types", List.of("pin."));
    hook.asks("pause").is(200);
    Holder holder = scene.holder(file, 0, 4096);
    String forgotten = eventOf(file, "pin.pinned");
    forget(forgotten);
    double before = missed();
    hook.asks("resume").is(200);
    holder.unpins();

    List<Delivery> got = receiver.awaits(2);

    assertThat(got)
        .extracting(Delivery::type)
        .containsExactlyInAnyOrder("webhook.missed", "pin.unpinned");
    JsonNode said =
        got.stream()
            .filter(d -> d.type().equals("webhook.missed"))
            .findFirst()
            .orElseThrow()
            .event()
            .path("data");
    assertThat(api.eventsAfter(Long.parseLong(forgotten), "type=webhook.missed"))
        .extracting(e -> e.path("data"))
        .containsExactly(said);
    assertThat(said.path("webhookId").asString()).isEqualTo(hook.id());
    assertThat(said.path("to").asString()).isEqualTo(forgotten);
    assertThat(said.path("from").asLong()).isLessThan(Long.parseLong(forgotten));
    assertThat(missed()).isEqualTo(before + 1);
  }

  @Test
  void whatWasToBeSentAgainIsGivenUpOnceItIsForgotten() {
    StoredFile file = scene.file();
    scene.holder(file, 0, 4096);
    String id = eventOf(file, "pin.pinned");
    Hook hook = Hook.to(api, receiver.url("/"), "fileId", file.id(), "types", List.of("pin."));
    hook.asks("pause").is(200);
    hook.asks("deliveries/" + id + "/redeliver").is(200);
    assertThat(hook.deliveries("PENDING")).hasSize(1);
    forget(id);

    hook.asks("resume").is(200);

    assertThat(receiver.awaits(1).getFirst().type()).isEqualTo("webhook.missed");
    await().untilAsserted(() -> assertThat(hook.deliveries("FAILED")).hasSize(1));
    assertThat(hook.deliveries("FAILED").getFirst().path("nextAttemptAt").isString()).isFalse();
  }

  /** Removes entries up to this one, once there are more after it than are kept in memory. */
  private void forget(String position) {
    StoredFile other = scene.file();
    Object pin =
        Json.object(
            "mappingId",
            scene.process().mapping(other),
            "offset",
            0,
            "length",
            1,
            "access",
            "READ");
    api.post("/v1/pins/batch", "items", Collections.nCopies(1000, pin)).is(200);
    jdbc.update("delete from journal where position <= ?", Long.valueOf(position));
  }

  private double missed() {
    return meters.get("daxlease.webhook.missed").counter().count();
  }

  @Test
  void givenUpIsKeptToldAndDeliveredAgainOnRequest() {
    StoredFile file = scene.file();
    Hook hook =
        Hook.to(api, receiver.url("/"), "fileId", file.id(), "types", List.of("pin.pinned"));
    Hook.to(api, receiver.url("/news"), "types", List.of("webhook.failed"));
    receiver.answering(d -> d.path().equals("/") && d.attempt() <= 2 ? Reply.of(500) : Reply.OK);
    scene.holder(file, 0, 4096);

    await().untilAsserted(() -> assertThat(hook.deliveries("FAILED")).hasSize(1));
    JsonNode failed = hook.deliveries("FAILED").getFirst();
    String id = failed.path("id").asString();
    assertThat(failed.path("attempts").asInt()).isEqualTo(2);
    assertThat(failed.at("/log/1/error").asString()).isEqualTo("answered 500");
    assertThat(api.eventsAfter(begin, "type=webhook.failed"))
        .anyMatch(e -> e.at("/data/eventId").asString().equals(id));
    await().untilAsserted(() -> assertThat(receiver.all()).anyMatch(d -> d.path().equals("/news")));

    hook.asks("deliveries/" + id + "/redeliver").is(200);
    await()
        .untilAsserted(() ->
            assertThat(api.get(hook.path() + "/deliveries/" + id).state()).isEqualTo("DELIVERED"));

    assertThat(receiver.all().stream().filter(d -> d.path().equals("/")).toList())
        .hasSize(3)
        .extracting(Delivery::messageId)
        .containsOnly(failed.path("webhookId").asString());
  }

  @Test
  void eventThatIsGoneIsNotSaidToBeDeliveredAgain() {
    StoredFile file = scene.file();
    Hook hook = Hook.to(api, receiver.url("/"), "fileId", file.id(), "types", List.of("pin."));
    scene.holder(file, 0, 4096);
    String id = receiver.awaits(1).getFirst().id();
    await().untilAsserted(() -> assertThat(hook.deliveries("DELIVERED")).hasSize(1));
    jdbc.update("delete from journal where position <= ?", Long.valueOf(id));

    hook.asks("deliveries/" + id + "/redeliver").refused(409, "ESTALE");

    assertThat(api.get(hook.path() + "/deliveries/" + id).state()).isEqualTo("DELIVERED");
  }

  @Test
  void whatWasDeliveredSoLongAgoThatItIsNotListedIsDeliveredAgain() {
    StoredFile file = scene.file();
    Hook hook = Hook.to(api, receiver.url("/"), "fileId", file.id(), "types", List.of("pin."));
    scene.holder(file, 0, 4096);
    Delivery first = receiver.awaits(1).getFirst();
    await().untilAsserted(() -> assertThat(hook.deliveries("DELIVERED")).hasSize(1));
    jdbc.update("delete from webhook_delivery where webhook_id = ?", UUID.fromString(hook.id()));
    String other = eventOf(file, "file.registered");

    hook.asks("deliveries/" + other + "/redeliver").refused(404, "ENOENT");
    assertThat(hook.asks("deliveries/" + first.id() + "/redeliver").is(200).state())
        .isEqualTo("PENDING");

    assertThat(receiver.awaits(2).get(1).messageId()).isEqualTo(first.messageId());
    await().untilAsserted(() -> assertThat(hook.deliveries("DELIVERED")).hasSize(1));
  }

  private String eventOf(StoredFile file, String type) {
    return api.eventsAfter(begin, "type=" + type + "&fileId=" + file.id())
        .getFirst()
        .path("id")
        .asString();
  }

  @Test
  void whatIsStillToComeIsNotDeliveredTwice() {
    StoredFile file = scene.file();
    Hook hook = Hook.to(api, receiver.url("/"), "fileId", file.id(), "types", List.of("pin."));
    hook.asks("pause").is(200);
    Holder holder = scene.holder(file, 0, 4096);
    String id = eventOf(file, "pin.pinned");

    assertThat(hook.asks("deliveries/" + id + "/redeliver").is(200).state()).isEqualTo("PENDING");
    hook.asks("resume").is(200);
    holder.unpins();

    assertThat(receiver.awaits(2))
        .extracting(Delivery::type)
        .containsExactly("pin.pinned", "pin.unpinned");
  }

  @Test
  void deliversEverythingSinceAPositionAgain() {
    StoredFile file = scene.file();
    Hook hook = Hook.to(api, receiver.url("/"), "fileId", file.id(), "types", List.of("pin."));
    scene.holder(file, 0, 4096).unpins();
    List<Delivery> first = receiver.awaits(2);
    await().untilAsserted(() -> assertThat(hook.deliveries("DELIVERED")).hasSize(2));

    hook.asks("redeliver", "after", first.getFirst().id()).is(200);
    List<Delivery> all = receiver.awaits(3);

    assertThat(all.get(2).messageId()).isEqualTo(first.get(1).messageId());
    hook.asks("redeliver", "after", "999999999").refused(400, "EINVAL");
    hook.asks("redeliver", "after", "-1").refused(400, "EINVAL");
  }

  @Test
  void pausedKeepsItsPlace() {
    StoredFile file = scene.file();
    Hook hook = Hook.to(api, receiver.url("/"), "fileId", file.id(), "types", List.of("pin."));
    assertThat(hook.asks("pause").is(200).state()).isEqualTo("PAUSED");
    hook.asks("test").refused(409, "ESTALE");
    scene.holder(file, 0, 4096).unpins();
    Hook.to(api, receiver.url("/later"), "fileId", file.id());
    scene.holder(file, 0, 4096);
    receiver.awaits(1);
    assertThat(receiver.all()).allMatch(d -> d.path().equals("/later"));

    hook.asks("resume").is(200);
    await()
        .untilAsserted(() ->
            assertThat(receiver.all())
                .filteredOn(d -> d.path().equals("/"))
                .extracting(Delivery::type)
                .containsExactly("pin.pinned", "pin.unpinned", "pin.pinned"));
  }

  @Test
  void bothSecretsSignAfterARotation() {
    Hook hook = Hook.to(api, receiver.url("/"), "types", List.of("nothing"));
    String next = hook.asks("rotate-secret").is(200).text("secret");
    hook.asks("test").is(202);

    Delivery got = receiver.awaits(1).getFirst();

    assertThat(got.type()).isEqualTo("webhook.test");
    assertThat(got.isSignedWith(hook.secret())).isTrue();
    assertThat(got.isSignedWith(next)).isTrue();
    assertThat(got.isSignedWith("whsec_" + "A".repeat(43) + "=")).isFalse();
    JsonNode rotated = api.eventsAfter(begin, "type=webhook.rotated").getLast();
    assertThat(Instant.parse(rotated.at("/data/oldSecretUntil").asString()))
        .isEqualTo(Coordinator.time(rotated).plus(Duration.ofHours(24)));
  }

  @Test
  void rotationToTheSameSecretOnceMoreLeavesTheOldOneItsDay() {
    Hook hook = Hook.to(api, receiver.url("/"), "types", List.of("nothing"));
    String chosen = "whsec_" + "A".repeat(43) + "=";
    assertThat(hook.asks("rotate-secret", "secret", chosen).is(200).text("secret"))
        .isEqualTo(chosen);
    assertThat(hook.asks("rotate-secret", "secret", chosen).is(200).text("secret"))
        .isEqualTo(chosen);
    hook.asks("test").is(202);

    Delivery got = receiver.awaits(1).getFirst();

    assertThat(got.isSignedWith(hook.secret())).isTrue();
    assertThat(got.isSignedWith(chosen)).isTrue();
  }

  @Test
  void secretIsShownOnceAndKeptSealed() {
    String body = Json.write(Json.object("url", receiver.url("/"), "types", List.of("nothing")));
    String[] headers = {
      "Content-Type", "application/json", "Idempotency-Key", "once-" + scene.host()
    };
    Answer first = api.send("POST", "/v1/webhooks", body, headers).is(201);
    Answer again = api.send("POST", "/v1/webhooks", body, headers).is(201);

    assertThat(again.body()).isEqualTo(first.body());
    assertThat(again.header("Location")).isEqualTo("/v1/webhooks/" + first.id());
    assertThat(api.get("/v1/webhooks/" + first.id()).is(200).lacks("secret")).isTrue();
    String secret = first.text("secret");
    assertThat(jdbc.queryForList("select body from idempotency", String.class))
        .noneMatch(kept -> kept != null && kept.contains(secret));
    assertThat(jdbc.queryForList("select secret from webhook", String.class))
        .noneMatch(kept -> kept.contains(secret) || kept.contains(secret.substring(6)));
  }

  @Test
  void goneDisablesAndRedirectsAreFailures() {
    try (Receiver elsewhere = Receiver.start()) {
      Hook gone = Hook.to(api, receiver.url("/gone"), "types", List.of("nothing"));
      Hook moved = Hook.to(api, receiver.url("/moved"), "types", List.of("nothing"));
      receiver.answering(d ->
          d.path().equals("/gone") ? Reply.of(410) : Reply.of(307, "Location", elsewhere.url("/")));
      gone.asks("test").is(202);
      String event = moved.asks("test").is(202).text("eventId");

      gone.becomes("DISABLED");
      await()
          .untilAsserted(() ->
              assertThat(api.get(moved.path() + "/deliveries/" + event).text("log.0.outcome"))
                  .isEqualTo("REFUSED"));
      assertThat(elsewhere.all()).isEmpty();
      assertThat(api.eventsAfter(begin, "type=webhook.disabled"))
          .anyMatch(e -> e.at("/data/webhookId").asString().equals(gone.id()));
      receiver.answering(_ -> Reply.OK);
      assertThat(gone.asks("resume").is(200).state()).isEqualTo("ACTIVE");
      await().untilAsserted(() -> assertThat(gone.deliveries("DELIVERED")).hasSize(1));
    }
  }

  @Test
  void receiverThatKeepsFailingIsSuspendedAndSaysSo() {
    Hook hook = Hook.to(api, receiver.url("/"), "types", List.of("nothing"));
    receiver.answering(_ -> Reply.of(500));
    await().pollInterval(Duration.ofMillis(500)).until(() -> hook.asks("test").status() == 409);

    hook.becomes("SUSPENDED");
    assertThat(hook.now().text("reason")).contains("answered 500");
    assertThat(api.eventsAfter(begin, "type=webhook.suspended"))
        .anyMatch(e -> e.at("/data/webhookId").asString().equals(hook.id()));
    receiver.answering(_ -> Reply.OK);
    hook.asks("resume").is(200);
    await().untilAsserted(() -> assertThat(hook.deliveries("DELIVERED")).isNotEmpty());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ftp://example.com/",
        "file:///etc/passwd",
        "http://user:pw@example.com/",
        "http:///x",
        "http://example.com/#x",
        "http://example.com:0/",
        "http://example.com:65536/",
        "//x/",
        "x",
        "http://10.0.0.1/",
        "http://169.254.169.254/latest/meta-data",
        "http://[::1]/",
        "http://[::127.0.0.1]/",
        "http://[::ffff:10.0.0.1]/",
        "http://[fe80::1]/",
        "http://[fd00:ec2::254]/",
        "http://0xa9fea9fe/",
        "http://2852039166/",
        "http://0251.0376.0251.0376/",
        "http://192.168.1.1./",
        "http://0/",
        "http://224.0.0.1/",
        "http://[64:ff9b::a00:1]/",
        "http://exa mple.com/",
        "http://example.com/é",
        "http://пр.example/",
        "http://ex\\u0000ample.com/"
      })
  void urlThatLeadsWhereNoneMayIsRefused(String url) {
    Answer answer = api.post("/v1/webhooks", "url", url.replace("\\u0000", "\0"));

    answer.refused(400, "EINVAL");
    assertThat(answer.text("errors.0.field")).isEqualTo("url");
  }

  @Test
  void wrongFieldsAreNamed() {
    api.post(
            "/v1/webhooks",
            "url",
            "https://example.com",
            "types",
            List.of("Pin"),
            "host",
            "a b",
            "filesystem",
            "/")
        .refused(400, "EINVAL")
        .is(400);
    api.post("/v1/webhooks", "url", "https://example.com", "secret", "whsec_c2hvcnQ=")
        .refused(400, "EINVAL");
    String unknown = "/v1/webhooks/0198f0b1-1c2d-7e4f-a5b6-c7d8e9f00112";
    api.get(unknown).refused(404, "ENOENT");
    api.delete(unknown).refused(404, "ENOENT");
    api.get(unknown + "/deliveries").refused(404, "ENOENT");
    api.get(unknown + "/deliveries/x").refused(400, "EINVAL");
  }
}
