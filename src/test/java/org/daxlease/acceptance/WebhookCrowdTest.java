package org.daxlease.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.daxlease.DaxLeaseApplication;
import org.daxlease.acceptance.Receiver.Delivery;
import org.daxlease.acceptance.Receiver.Reply;
import org.daxlease.database.PostgresServer;
import org.daxlease.journal.JournalFollower;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;

/** Many webhooks, several services, restarts: what only shows with more than one of something. */
@Isolated("a crowd needs the processors")
class WebhookCrowdTest {

  private static final List<String> COMMON =
      List.of(
          "--server.port=0",
          "--spring.jmx.enabled=false",
          "--logging.level.org.daxlease=warn",
          "--daxlease.webhook.allowed-networks=127.0.0.0/8",
          // Longer than anything is awaited: who goes must give up what it has.
          "--daxlease.webhook.claim-ttl=65s",
          "--daxlease.journal.poll-interval=50ms");

  private static final int WEBHOOKS = 20;

  private static final String BRIEF = "--daxlease.webhook.timeout=3s";

  /** One attempt that hangs takes longer than the test. */
  private static final String PATIENT = "--daxlease.webhook.timeout=60s";

  private static ConfigurableApplicationContext start(String patience, String... more) {
    List<String> arguments = new ArrayList<>(COMMON);
    arguments.add(patience);
    arguments.addAll(List.of(more));
    return SpringApplication.run(DaxLeaseApplication.class, arguments.toArray(String[]::new));
  }

  private static String h2(Path directory) {
    return "--spring.datasource.url=jdbc:h2:file:"
        + directory.resolve("db")
        + ";WRITE_DELAY=0;LOCK_TIMEOUT=10000;DB_CLOSE_ON_EXIT=FALSE";
  }

  /**
   * One in twenty hangs: the others do not wait for it, and nor do commands. With {@code
   * -Ddaxlease.test.webhooks=1000} it takes a minute to set up.
   */
  @Test
  void hangingReceiversHoldUpNobody(@TempDir Path directory) throws InterruptedException {
    int webhooks = Integer.getInteger("daxlease.test.webhooks", 100);
    int hanging = webhooks / 20;
    AtomicReference<CountDownLatch> served = new AtomicReference<>();
    CountDownLatch over = new CountDownLatch(1);
    try (Receiver receiver = Receiver.start();
        ConfigurableApplicationContext service = start(PATIENT, h2(directory))) {
      Coordinator api = EmbeddedService.api(service);
      receiver.answering(d -> {
        if (d.path().startsWith("/hang/")) {
          await(over);
        } else {
          served.get().countDown();
        }
        return Reply.OK;
      });
      try {
        StoredFile file = new Scene(api).file();
        for (int i = 0; i < webhooks; i++) {
          String path = i % 20 == 0 ? "/hang/" + i : "/ok/" + i;
          Hook.to(api, receiver.url(path), "fileId", file.id());
        }
        Scene scene = new Scene(api);
        for (int round = 0; round < 2; round++) {
          served.set(new CountDownLatch(webhooks - hanging));
          scene.process().leases(file);
          assertThat(served.get().await(45, TimeUnit.SECONDS)).isTrue();
        }

        assertThat(receiver.all())
            .filteredOn(d -> d.path().startsWith("/ok/"))
            .extracting(d -> d.path() + " " + d.id())
            .doesNotHaveDuplicates();
      } finally {
        over.countDown();
      }
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /**
   * The first service goes while its receiver refuses; the second finds all that is undelivered.
   */
  @Test
  void restartLosesAndSkipsNothing(@TempDir Path directory) {
    try (Receiver receiver = Receiver.start()) {
      String file;
      List<String> events;
      receiver.answering(d -> Math.floorMod(d.id().hashCode(), 2) == 0 ? Reply.OK : Reply.of(500));
      try (ConfigurableApplicationContext service = start(BRIEF, h2(directory))) {
        Coordinator api = EmbeddedService.api(service);
        Scene scene = new Scene(api);
        StoredFile stored = scene.file();
        file = stored.id();
        Hook.to(api, receiver.url("/"), "filesystem", scene.filesystem());
        for (int i = 0; i < 5; i++) {
          scene.holder(stored, 0, 4096).unpins();
          scene.holder(scene.file(), 0, 4096).unpins();
        }
        receiver.awaits(5);
        events = ids(api, scene.filesystem());
      }
      receiver.answering(_ -> Reply.OK);
      try (ConfigurableApplicationContext service = start(BRIEF, h2(directory))) {
        Coordinator api = EmbeddedService.api(service);
        api.get("/v1/webhooks")
            .ids()
            .forEach(id -> {
              api.send("POST", "/v1/webhooks/" + id + "/pause", "").is(200);
              api.send("POST", "/v1/webhooks/" + id + "/resume", "").is(200);
            });
        Awaitility.await()
            .untilAsserted(
                () -> assertThat(receiver.all()).extracting(Delivery::id).containsAll(events));
      }
      assertThat(firstArrivals(receiver, file)).isSorted();
    }
  }

  private static List<String> ids(Coordinator api, String filesystem) {
    return api.events("filesystem=" + filesystem).stream()
        .filter(e -> e.path("type").asString().matches("org\\.daxlease\\.(pin|lease|mapping)\\..*"))
        .map(e -> e.path("id").asString())
        .toList();
  }

  /** The order in which events of a file were first taken. */
  private static List<Long> firstArrivals(Receiver receiver, String file) {
    Set<String> seen = new HashSet<>();
    return receiver.all().stream()
        .filter(d -> d.subject().equals(file) && seen.add(d.id()))
        .map(d -> Long.valueOf(d.id()))
        .toList();
  }

  /** Two services share the webhooks; one leaves in the middle, and nothing is lost or doubled. */
  @Test
  void twoReplicasNeverAttemptOneDeliveryAtATime() {
    String[] arguments = arguments(PostgresServer.newDatabase());
    Set<String> under = ConcurrentHashMap.newKeySet();
    Set<String> doubled = ConcurrentHashMap.newKeySet();
    try (Receiver receiver = Receiver.start();
        ConfigurableApplicationContext first = start(BRIEF, arguments);
        ConfigurableApplicationContext second = start(BRIEF, arguments)) {
      receiver.answering(d -> {
        if (!under.add(key(d))) {
          doubled.add(key(d));
        }
        // Whoever else thinks that it is theirs begins with it meanwhile.
        Awaitility.await().until(() -> hasOffered(first, d) && hasOffered(second, d));
        under.remove(key(d));
        return d.attempt() == 1 && isRefused(d) ? Reply.of(500) : Reply.OK;
      });
      Coordinator one = EmbeddedService.api(first);
      Coordinator two = EmbeddedService.api(second);
      Scene scene = new Scene(one);
      StoredFile file = scene.file();
      for (int i = 0; i < WEBHOOKS; i++) {
        Hook.to(i % 2 == 0 ? one : two, receiver.url("/" + i), "fileId", file.id());
      }
      for (int i = 0; i < 5; i++) {
        scene.holder(file, 0, 4096).unpins();
      }
      receiver.awaits(5 * WEBHOOKS);
      List<Delivery> ofBoth = receiver.all();
      first.close();
      int left = receiver.all().size();
      for (int i = 0; i < 3; i++) {
        new Scene(two).holder(file, 0, 4096).unpins();
      }
      List<String> events =
          two.events("fileId=" + file.id()).stream()
              .map(e -> e.path("id").asString())
              .skip(1)
              .toList();
      Awaitility.await().untilAsserted(() -> hasAll(receiver, events));

      assertThat(doubled).isEmpty();
      List<Delivery> all = receiver.all();
      arriveAtMost(1, ofBoth);
      arriveAtMost(1, all.subList(left, all.size()));
      // What the first was about to write down when it went may come again.
      arriveAtMost(2, all);
    }
  }

  private static String[] arguments(PostgresServer.Database database) {
    return new String[] {
      "--daxlease.test.database=none",
      "--spring.datasource.url=" + database.url(),
      "--spring.datasource.username=" + database.user(),
      "--spring.datasource.password=" + database.password()
    };
  }

  private static String key(Delivery delivery) {
    return delivery.path() + " " + delivery.id();
  }

  private static boolean isRefused(Delivery delivery) {
    return delivery.id().endsWith("3");
  }

  /** Whether a service has offered this event to all of its webhooks, or is there no more. */
  private static boolean hasOffered(ConfigurableApplicationContext service, Delivery delivery) {
    return service.isClosed()
        || service.getBeansOfType(JournalFollower.class).values().stream()
            .filter(follower -> follower.name().equals("webhook"))
            .allMatch(follower -> follower.position() >= Long.parseLong(delivery.id()));
  }

  private static void hasAll(Receiver receiver, List<String> events) {
    Map<String, Set<String>> arrived =
        receiver.all().stream()
            .collect(
                Collectors.groupingBy(
                    Delivery::path, Collectors.mapping(Delivery::id, Collectors.toSet())));
    assertThat(arrived).hasSize(WEBHOOKS);
    assertThat(arrived).allSatisfy((path, ids) -> assertThat(ids).as(path).containsAll(events));
  }

  /** So often, and once more where the first attempt was refused. */
  private static void arriveAtMost(int times, List<Delivery> deliveries) {
    assertThat(deliveries.stream().collect(Collectors.groupingBy(WebhookCrowdTest::key)))
        .allSatisfy((_, same) ->
            assertThat(same)
                .hasSizeLessThanOrEqualTo(isRefused(same.getFirst()) ? times + 1 : times));
  }
}
