package org.daxlease.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.daxlease.docs.Markdown;
import org.daxlease.http.EventStream;
import org.daxlease.http.Exchange;
import org.daxlease.journal.JournalFollower;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.support.DefaultListableBeanFactory;

/** What the meters say of what happens, as Prometheus reads it. */
class MetersTest extends Acceptance {

  private static final String POSITION = "daxlease_journal_position";

  /** What cannot be zero while a holder has been signalled and not answered yet. */
  private static final Set<String> IN_A_BREAK =
      Set.of(
          "daxlease_pins{access=\"WRITE\",term=\"LONGTERM\"}",
          "daxlease_leases{origin=\"EXPLICIT\",state=\"BREAKING\"}",
          "daxlease_operations{state=\"BREAKING\"}",
          "daxlease_operations_oldest_waiting_seconds",
          "daxlease_breaks{stage=\"SIGIO\"}",
          "daxlease_processes",
          "daxlease_signals_unacknowledged",
          "daxlease_signals_oldest_unacknowledged_seconds",
          "daxlease_journal_position");

  @Autowired private MeterRegistry registry;
  @Autowired private DefaultListableBeanFactory beans;

  @Test
  void tableListsTheMetersWithTheirTypesAndTags() {
    Map<String, String> listed = new TreeMap<>();
    for (List<String> row : Markdown.of(Path.of("src/docs/metrics.md")).table("Meter")) {
      listed.put(
          Markdown.names(row.get(0)).getFirst(),
          row.get(1).replaceAll(",.*", "") + " " + new TreeSet<>(Markdown.names(row.get(2))));
    }

    Map<String, String> known = new TreeMap<>();
    for (Meter meter : registry.getMeters()) {
      if (meter.getId().getName().startsWith("daxlease.")) {
        Set<String> tags =
            meter.getId().getTags().stream()
                .map(Tag::getKey)
                .collect(Collectors.toCollection(TreeSet::new));
        known.put(
            meter.getId().getName(), meter.getId().getType().name().toLowerCase() + " " + tags);
        assertThat(meter.getId().getDescription()).as(meter.getId().getName()).isNotBlank();
      }
    }
    assertThat(listed).isEqualTo(known);
  }

  @Test
  void seriesThatTheRunbookNamesAreThere() {
    Set<String> named =
        Pattern.compile("daxlease_\\w+")
            .matcher(Markdown.of(Path.of("src/docs/runbook.md")).text())
            .results()
            .map(MatchResult::group)
            .collect(Collectors.toCollection(TreeSet::new));

    assertThat(named).isNotEmpty();
    assertThat(sample().keySet().stream().map(line -> line.replaceAll("[{ ].*", "")))
        .containsAll(named);
  }

  @Test
  void tagsHaveFewValuesAndNoIds() {
    scene.holder(scene.file(), 0, 4096);

    Map<String, Long> series =
        sample().keySet().stream()
            .filter(line -> line.startsWith("daxlease_"))
            .collect(Collectors.groupingBy(l -> l.replaceAll("[{ ].*", ""), Collectors.counting()));
    assertThat(series.values()).allMatch(number -> number <= 100);
    assertThat(sample().keySet())
        .noneMatch(line -> line.matches(".*\\p{XDigit}{8}-\\p{XDigit}{4}-.*"));
  }

  @Test
  void breakShowsWhileItRunsAndWhenItHasEnded() {
    Map<String, Double> before = sample();
    StoredFile file = scene.policy("leaseBreakTime", "PT5M").file();
    Holder holder = scene.holder(file, 0, 4096);
    Operation truncate = file.truncates(0).was(202, "BREAKING");

    await()
        .untilAsserted(() ->
            assertThat(sample())
                .containsKeys(IN_A_BREAK.toArray(String[]::new))
                .allSatisfy(MetersTest::isPositiveInABreak));
    holder.asksToPin(file, 0, 4096).refusedAsClosed();
    holder.unpins();
    truncate.becomes("GRANTED").completes();
    scene.process().asksToPin(file, 0, 4096).refused(422, "EFAULT");

    Map<String, Double> after = sample();
    for (String counter :
        List.of(
            "daxlease_breaks_begun_total",
            "daxlease_signals_total{kind=\"SIGIO\"}",
            "daxlease_conflicts_total{found=\"true\"}",
            "daxlease_operations_requested_total{kind=\"TRUNCATE\"}",
            "daxlease_operations_granted_total{confirmed=\"true\"}",
            "daxlease_operations_ended_total{state=\"COMPLETED\"}",
            "daxlease_operation_wait_seconds_count",
            "daxlease_break_duration_seconds_count{outcome=\"UNPINNED\"}",
            "daxlease_refusals_total{code=\"EAGAIN\"}",
            "daxlease_refusals_total{code=\"EFAULT\"}")) {
      assertThat(after.get(counter)).as(counter).isGreaterThan(before.get(counter));
    }
  }

  private static void isPositiveInABreak(String series, double value) {
    if (IN_A_BREAK.contains(series)) {
      assertThat(value).as(series).isPositive();
    }
  }

  /** However late it is read: the second is younger than that when the reading has come. */
  @Test
  void oldestIsTheAgeOfTheFirstThatWaits() {
    StoredFile file = scene.file();
    scene.holder(file, 0, 4096).pins(file, 8192, 4096);
    Operation first = file.punches(0, 4096).was(202, "BREAKING");
    scene.passes(first.requested().time("requestedAt").plusSeconds(3));
    Operation second = file.punches(8192, 4096).was(202, "BREAKING");
    file.truncates(0).was(202, "QUEUED");
    Instant younger = second.requested().time("requestedAt");

    await()
        .untilAsserted(() -> {
          double oldest = sample().get("daxlease_operations_oldest_waiting_seconds");
          assertThat(oldest)
              .isGreaterThan(
                  Duration.between(younger, Clock.systemUTC().instant()).toMillis() / 1000.0);
        });
  }

  @Test
  void deadlinesShowHowLateTheyFired() {
    Map<String, Double> before = sample();
    StoredFile file =
        scene
            .policy("leaseBreakTime", "PT0.1S", "killGrace", "PT0.1S", "grantTtl", "PT0.1S")
            .file();
    scene.holder(file, 0, 4096);
    Operation truncate = file.truncates(0);

    truncate.becomes("EXPIRED");

    Map<String, Double> after = sample();
    for (String fired :
        List.of(
            "daxlease_deadline_lateness_seconds_count{deadline=\"STAGE\"}",
            "daxlease_deadline_lateness_seconds_count{deadline=\"FENCE\"}",
            "daxlease_deadline_lateness_seconds_count{deadline=\"GRANT\"}",
            "daxlease_break_duration_seconds_count{outcome=\"FENCED\"}",
            "daxlease_operations_granted_total{confirmed=\"false\"}",
            "daxlease_processes_fenced_total{by=\"coordinator\"}",
            "daxlease_grants_expired_total",
            "daxlease_signals_total{kind=\"SIGKILL\"}")) {
      assertThat(after.get(fired)).as(fired).isGreaterThan(before.get(fired));
    }
  }

  @Test
  void operationThatNobodyStandsInTheWayOfIsNoConflict() {
    Map<String, Double> before = sample();

    scene.file().truncates(0).was(201, "GRANTED");

    String unfound = "daxlease_conflicts_total{found=\"false\"}";
    assertThat(sample().get(unfound)).isGreaterThan(before.get(unfound));
  }

  @Test
  void repeatedRequestIsAReplay() {
    Map<String, Double> before = sample();
    String body = Json.write(Json.object("host", scene.host(), "pid", 77, "startTime", "t0"));
    String[] headers = {"Content-Type", "application/json", "Idempotency-Key", scene.host()};

    scene.knownProcess(api.send("POST", "/v1/processes", body, headers).is(201));
    api.send("POST", "/v1/processes", body, headers).is(201);

    String replays = "daxlease_idempotent_replays_total";
    assertThat(sample().get(replays)).isEqualTo(before.get(replays) + 1);
  }

  @Test
  void problemsInABatchCountAsRefusals() {
    Map<String, Double> before = sample();
    String nowhere = "00000000-0000-7000-8000-000000000000";
    List<Object> items = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      items.add(Json.object("mappingId", nowhere, "offset", 0, "length", 1, "access", "READ"));
    }

    api.post("/v1/pins/batch", "items", items).is(200);

    String unknown = "daxlease_refusals_total{code=\"ENOENT\"}";
    assertThat(sample().get(unknown)).isGreaterThanOrEqualTo(before.get(unknown) + 3);
  }

  @Test
  void streamClientsShowWhileTheyAreConnected() {
    StoredFile file = scene.file();
    await().until(() -> streamClients() == 0);
    try (EventStream _ = api.stream("/v1/events?fileId=" + file.id())) {
      await().until(() -> streamClients() == 1);
    }
    await()
        .until(() -> {
          // That a client has gone is noticed where something is sent to it.
          scene.process().maps(file);
          return streamClients() == 0;
        });
  }

  private double streamClients() {
    return sample().get("daxlease_stream_clients");
  }

  /** Whatever it was that failed: otherwise they would be gone until the next start. */
  @Test
  void gaugesComeBackAfterAnError() {
    AtomicBoolean asked = new AtomicBoolean();
    AtomicBoolean broken = new AtomicBoolean(true);
    beans.registerSingleton("broken", new Broken(asked, broken));
    try {
      await().until(() -> sample().get("daxlease_processes").isNaN() && asked.get());
      broken.set(false);
      await().until(() -> !sample().get("daxlease_processes").isNaN());
    } finally {
      beans.destroySingleton("broken");
    }
  }

  private record Broken(AtomicBoolean asked, AtomicBoolean broken) implements JournalFollower {
    @Override
    public String name() {
      return "broken";
    }

    @Override
    public long position() {
      if (broken.get()) {
        asked.set(true);
        throw new NoClassDefFoundError("a follower that is broken");
      }
      return Long.MAX_VALUE;
    }
  }

  /** Lag is of a moment, and everybody in here catches up. */
  @Test
  void followersOfTheJournalReachItsEnd() {
    scene.holder(scene.file(), 0, 4096);

    await()
        .untilAsserted(() -> {
          Map<String, Double> now = sample();
          assertThat(now.get("daxlease_journal_lag{follower=\"feed\"}")).isZero();
          assertThat(now.get("daxlease_journal_lag{follower=\"streams\"}")).isZero();
          assertThat(now.get("daxlease_journal_lag_age_seconds{follower=\"feed\"}")).isZero();
        });
    assertThat(api.get("/v1/overview").is(200).at("lag").propertyNames())
        .containsAll(Set.of("feed", "streams"));
  }

  @Test
  void requestsHaveBucketsPerEndpoint() {
    api.get("/v1/files/" + scene.file().id()).is(200);

    // The request is observed to its end, which the client may have seen before.
    await()
        .untilAsserted(() ->
            assertThat(sample().keySet())
                .anyMatch(line ->
                    line.startsWith("http_server_requests_seconds_bucket")
                        && line.contains("uri=\"/v1/files/{id}\"")
                        && line.contains("le=\"0.25\"")));
  }

  private String scrape() {
    HttpResponse<String> response = Exchange.get(api.port(), "/actuator/prometheus");
    assertThat(response.statusCode()).isEqualTo(200);
    return response.body();
  }

  /** Every series of one scrape, by its name and labels in alphabetical order. */
  private Map<String, Double> sample() {
    Map<String, Double> series = new TreeMap<>();
    for (String line : scrape().split("\n")) {
      if (!line.startsWith("#")) {
        int value = line.lastIndexOf(' ');
        series.put(line.substring(0, value), Double.valueOf(line.substring(value + 1)));
      }
    }
    return Collections.unmodifiableMap(series);
  }

  /**
   * A reading that came too late for its scrape says what was, and the next scrape is told what is.
   */
  @Test
  void gaugesDoNotShowWhatWasReadForAnEarlierScrape() throws InterruptedException {
    var slow = new Slow(new AtomicReference<>(), new CountDownLatch(1));
    beans.registerSingleton("slow", slow);
    try {
      await().until(() -> sample().get(POSITION).isNaN() && slow.reads().get() != null);
      scene.process();
    } finally {
      beans.destroySingleton("slow");
      slow.goOn().countDown();
    }
    slow.reads().get().join();

    long position = api.journalEnd();
    assertThat(await().until(() -> sample().get(POSITION), now -> !now.isNaN()))
        .isGreaterThanOrEqualTo(position);
  }

  /** Keeps whoever asks for its position, and says who that is. */
  private record Slow(AtomicReference<Thread> reads, CountDownLatch goOn)
      implements JournalFollower {
    @Override
    public String name() {
      return "slow";
    }

    @Override
    public long position() {
      reads.compareAndSet(null, Thread.currentThread());
      try {
        goOn.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException(e);
      }
      return Long.MAX_VALUE;
    }
  }
}
