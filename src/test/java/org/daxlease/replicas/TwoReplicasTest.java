package org.daxlease.replicas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.daxlease.checker.JournalChecker;
import org.daxlease.history.Api;
import org.daxlease.history.Cast;
import org.daxlease.history.RandomHistory;
import org.daxlease.history.Reply;
import org.daxlease.history.Service;
import org.daxlease.history.ShownState;
import org.daxlease.history.Stage;
import org.daxlease.http.EventStream;
import org.daxlease.http.Exchange;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Two replicas as real processes on a real PostgreSQL, with clocks that are a minute apart. */
@TestInstance(Lifecycle.PER_CLASS)
@TestMethodOrder(OrderAnnotation.class)
class TwoReplicasTest {

  private static final Duration WAIT = Duration.ofSeconds(60);

  /** Behind the tests that name no order of their own: what leaves less than it found. */
  private static final int LATER = Order.DEFAULT + 1;

  private Path directory;
  private int standbyPort;
  private Postgres postgres;
  private Replica a;
  private Replica b;

  @BeforeAll
  void start(@TempDir Path fresh) throws IOException {
    directory = fresh;
    standbyPort = Replica.freePort();
    postgres = Postgres.start(directory.resolve("data"));
    // Both at once, so that both want to make the schema.
    a = Replica.launch(arguments("a", "30s"));
    b = Replica.launch(arguments("b", "-30s"));
  }

  private List<String> arguments(String name, String skew) {
    List<String> arguments = new ArrayList<>(postgres.arguments(name, standbyPort));
    arguments.add("--" + SkewedClock.SKEW + "=" + skew);
    arguments.add("--spring.datasource.hikari.connection-timeout=1500");
    return arguments;
  }

  @BeforeEach
  void bothRun() {
    a.awaitStarted();
    b.awaitStarted();
  }

  @AfterAll
  void end() {
    Stream.of(a, b, postgres).filter(Objects::nonNull).forEach(TwoReplicasTest::close);
  }

  private static void close(AutoCloseable each) {
    try {
      each.close();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  /** First, so that whatever is started again later is a version older than its schema. */
  @Test
  @Order(1)
  void bothGoOnUnderTheSchemaOfALaterVersion() {
    var migrated =
        Flyway.configure()
            .dataSource(postgres.url(), "postgres", "postgres")
            .locations("classpath:db/migration", "classpath:db/next")
            .load()
            .migrate();
    assertThat(migrated.migrationsExecuted).isEqualTo(5);
    postgres.execute(
        "update journal_head set position = position + 1;"
            + "insert into journal (position, type, occurred_at, data) select position,"
            + " 'placement.moved', now(), '{\"to\":\"host-2\"}' from journal_head");

    for (Replica replica : List.of(a, b)) {
      Cast cast = new Cast(on(replica));
      String file = cast.file();
      Cast.Holder holder = cast.holder(file);
      String truncate = cast.truncate(file).done().id();
      cast.unpin(holder.pin()).done();
      cast.complete(truncate, cast.becomes(truncate, "GRANTED").path("token").asLong()).done();
      cast.exit(holder.process()).done();
      assertThat(cast.api().journal())
          .as("an event of a type that this version does not know is shown as it is")
          .anyMatch(e -> e.path("type").asString().equals("org.daxlease.placement.moved"));
    }
  }

  @Test
  void aCommitOnOneReplicaIsOnTheStreamOfTheOther() throws Exception {
    Cast cast = new Cast(on(a));
    Cast.Holder holder = cast.holder(cast.file());
    try (var stream = live(b)) {
      String pin = cast.pin(holder.mapping(), 1).done().id();
      stream.awaits(e -> e.data().contains(pin));
    }
  }

  @Test
  void aLongPollOnOneReplicaEndsWithTheChangeOnTheOther() {
    Cast cast = new Cast(on(a));
    String file = cast.file("leaseBreakTime", "PT1H");
    Cast.Holder holder = cast.holder(file);
    String operation = cast.truncate(file).done().id();
    // This one, and no stream of a test before.
    await().until(() -> requestsUnderWay(b) == 1);
    CompletableFuture<Reply> poll =
        CompletableFuture.supplyAsync(
            () -> on(b).get("/v1/operations/" + operation + "?wait=PT60S"));
    await().until(() -> requestsUnderWay(b) == 2);

    assertThat(poll).isNotDone();
    cast.unpin(holder.pin()).done();
    assertThat(poll.orTimeout(30, TimeUnit.SECONDS).join().text("state")).isEqualTo("GRANTED");
    cast.cancel(operation).done();
  }

  /** With the one that asks. */
  private static double requestsUnderWay(Replica replica) {
    Reply meters =
        new Service(replica.port())
            .send("GET", "/actuator/prometheus", "", WAIT, "Accept", "text/plain");
    return meters
        .text()
        .lines()
        .filter(line -> line.matches("http_server_requests_active_seconds_g?count\\{.*"))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .sum();
  }

  @Test
  void sixteenClientsOnBothReplicasRaceOverFourFiles() {
    Insistent client = new Insistent(List.of(new Service(a.port()), new Service(b.port())));
    Api either = new Api(client);
    long seed = System.nanoTime();
    Stage stage = new Stage(either);
    stage.build(4);
    var history = new RandomHistory(stage, seed, 16);
    history.play(Duration.ofSeconds(3));

    ShownState.Compared compared = ShownState.compare(either);
    assertThat(compared.verdict().violations()).as("seed %d", seed).isEmpty();
    assertThat(stage.promises.broken(compared.journal())).as("seed %d", seed).isEmpty();
    assertThat(compared.differences()).as("seed %d", seed).isEmpty();
    assertThat(stage.tally.failures()).as("seed %d", seed).isEmpty();
  }

  @Test
  void aReplicaThatStandsStillHoldsUpNobodyAndComesBackWithoutHarm() {
    Cast onA = new Cast(on(a));
    String file = onA.file();
    String forB = onA.mapping(onA.process(), file);
    try (Load load = new Load(onA, file, 8)) {
      for (int round = 0; round < 3; round++) {
        pauseInsideATransaction();
        new Cast(on(b)).pin(forB, 1).done();
        a.resume();
      }
      load.stop();
      assertThat(load.unexpected()).isEmpty();
      List<JsonNode> journal = on(b).journal();
      assertThat(load.lostFrom(journal)).as("%s", load).isEmpty();
      assertThat(JournalChecker.check(journal).violations()).isEmpty();
    } finally {
      a.resume();
    }
  }

  /** It need not be in a transaction at that moment: then it goes on, and is stopped again. */
  private void pauseInsideATransaction() {
    String open =
        "select count(*) from pg_stat_activity where application_name = 'a'"
            + " and state = 'idle in transaction' and backend_xid is not null";
    await()
        .pollInterval(Duration.ofMillis(20))
        .until(() -> {
          a.pause();
          if (!postgres.query(open).equals("0")) {
            return true;
          }
          a.resume();
          return false;
        });
  }

  /** After all that need both replicas. */
  @Test
  @Order(LATER + 1)
  void whatAKilledReplicaAcknowledgedIsThereAndItsDeadlinesFireOnceEach() throws Exception {
    int files = 50;
    int holders = 200;
    Cast onA = new Cast(insistingOn(a));
    List<String> operations = new ArrayList<>();
    Load load;
    Map<String, Instant> deadlines = new HashMap<>();
    List<Cast.Holder> all;
    List<String> fileIds;
    try (ExecutorService clients = Executors.newFixedThreadPool(8)) {
      fileIds = all(clients, files, i -> onA.file("leaseBreakTime", "PT15S", "killGrace", "PT60S"));
      List<String> theirs = fileIds;
      all = all(clients, holders, i -> onA.holder(theirs.get(i % files)));
      load = new Load(new Cast(on(a)), onA.file(), 8);
      await().until(() -> load.acknowledged() >= 200);
      operations.addAll(all(clients, files, i -> onA.truncate(theirs.get(i)).done().id()));
    }
    a.killNine();
    load.stop();
    long killed = on(b).head();

    List<JsonNode> fired =
        await()
            .pollInterval(Duration.ofMillis(200))
            .until(() -> signals("signal.sigbus", all), s -> s.size() >= holders);
    for (JsonNode sigio : signals("signal.sigio", all)) {
      deadlines.put(
          processOf(sigio), Instant.parse(sigio.path("data").path("deadline").asString()));
    }
    assertThat(fired.stream().map(TwoReplicasTest::processOf))
        .doesNotHaveDuplicates()
        .containsExactlyInAnyOrderElementsOf(all.stream().map(Cast.Holder::process).toList());
    int after = 0;
    for (JsonNode signal : fired) {
      after += signal.path("id").asLong() > killed ? 1 : 0;
      assertThat(Instant.parse(signal.path("time").asString()))
          .as("not before its deadline: %s", signal)
          .isAfterOrEqualTo(deadlines.get(processOf(signal)));
    }
    assertThat(after).as("fired after its end").isPositive();
    assertThat(load.lostFrom(on(b).journal())).isEmpty();
    assertThat(load.unexpected()).isEmpty();
    Cast onB = new Cast(insistingOn(b));
    operations.forEach(onB::cancel);
  }

  @Test
  @Order(LATER)
  void nothingAcknowledgedIsLostWhateverFails() throws Exception {
    List<Replica> replicas = List.of(a, b);
    Faults faults = new Faults(postgres, replicas);
    new Trial(replicas, System.nanoTime()).run("Faults", 200, faults, faults::eachOnce);
  }

  /** While the database is away nothing is lost but time: neither streams nor polls end. */
  @Test
  void everythingOutlivesAnOutageOfTheDatabase() throws Exception {
    Cast cast = new Cast(on(a));
    String file = cast.file("leaseBreakTime", "PT1H");
    Cast.Holder holder = cast.holder(file);
    String operation = cast.truncate(file).done().id();
    CompletableFuture<Reply> poll =
        CompletableFuture.supplyAsync(
            () -> on(b).get("/v1/operations/" + operation + "?wait=PT60S"));
    try (var stream = live(b)) {
      postgres.stop();
      Reply refused = cast.unpin(holder.pin());
      assertThat(refused.status()).as(refused.toString()).isEqualTo(503);
      assertThat(refused.code()).isEqualTo("EBUSY");
      assertThat(refused.body().path("retryAfterSeconds").asInt()).isPositive();
      for (Replica replica : List.of(a, b)) {
        assertThat(on(replica).get("/actuator/health/readiness").status()).isEqualTo(503);
        assertThat(on(replica).get("/actuator/health/liveness").status()).isEqualTo(200);
      }

      postgres.restart("fast");
      for (Replica replica : List.of(a, b)) {
        await().until(() -> on(replica).get("/actuator/health/readiness").status() == 200);
        assertThat(on(replica).get("/actuator/health/liveness").status()).isEqualTo(200);
      }
      assertThat(poll).isNotDone();
      new Cast(insistingOn(a)).unpin(holder.pin()).done();
      assertThat(poll.orTimeout(30, TimeUnit.SECONDS).join().text("state")).isEqualTo("GRANTED");
      stream.awaits(e -> e.data().contains(holder.pin()));
    }
    cast.cancel(operation).done();
  }

  /** A connection that is cut while its commit waits for a standby, as in a failover. */
  @Test
  void whatMayHaveBeenCommittedIsNotTriedAgainWithoutAKey() {
    Cast cast = new Cast(on(a));
    Cast.Holder holder = cast.holder(cast.file());
    Service service = new Service(a.port());
    String pin =
        "{\"mappingId\":\"%s\",\"offset\":0,\"length\":4096,\"access\":\"READ\"}"
            .formatted(holder.mapping());
    postgres.commitsWaitFor("nobody");
    try {
      var without =
          CompletableFuture.supplyAsync(() -> service.send("POST", "/v1/pins", pin, WAIT));
      cutCommitsUntilAnswered(without);
      assertThat(without.join().status()).isEqualTo(503);
      assertThat(without.join().text("detail")).contains("did not say").contains("Idempotency-Key");

      var with =
          CompletableFuture.supplyAsync(
              () -> service.send("POST", "/v1/pins", pin, WAIT, "Idempotency-Key", "cut"));
      cutCommitsUntilAnswered(with);
      assertThat(with.join().status()).as(with.join().toString()).isEqualTo(201);
      assertThat(service.send("POST", "/v1/pins", pin, WAIT, "Idempotency-Key", "cut").id())
          .isEqualTo(with.join().id());
    } finally {
      postgres.commitsWaitFor("");
    }
    assertThat(
            on(b).list("/v1/processes/" + holder.process() + "/file-pins").getFirst().path("pins"))
        .as("the first, the one whose answer was lost, and the one with the key")
        .hasSize(3);
  }

  /** Others commit too, again and again: that the replica serves, for one. */
  private void cutCommitsUntilAnswered(CompletableFuture<Reply> command) {
    await()
        .pollInterval(Duration.ofMillis(20))
        .until(() -> {
          postgres.query(
              "select pg_terminate_backend(pid) from pg_stat_activity"
                  + " where wait_event = 'SyncRep' and application_name = 'a'");
          return command.isDone();
        });
  }

  /** The last, as it ends the server that the others use. */
  @Test
  @Order(LATER + 2)
  void nothingAcknowledgedIsLostWithThePrimary() throws Exception {
    Cast cast = new Cast(insistingOn(b));
    String file = cast.file();
    try (Postgres standby = postgres.standby(directory.resolve("standby"), standbyPort)) {
      postgres.commitsWaitFor("*");
      try (Load load = new Load(new Cast(on(b)), file, 8)) {
        await().until(() -> load.acknowledged() >= 200);
        postgres.killNine();
        int before = load.acknowledged();
        standby.promote();
        await().until(() -> load.acknowledged() >= before + 200);
        load.stop();
        List<JsonNode> journal = on(b).journal();
        assertThat(load.lostFrom(journal)).as("%s", load).isEmpty();
        assertThat(load.unexpected()).isEmpty();
        assertThat(JournalChecker.check(journal).violations()).isEmpty();
      }
    }
  }

  private static <T> List<T> all(ExecutorService clients, int count, IntFunction<T> each)
      throws Exception {
    List<Callable<T>> calls = new ArrayList<>();
    IntStream.range(0, count).forEach(i -> calls.add(() -> each.apply(i)));
    List<T> results = new ArrayList<>();
    for (var done : clients.invokeAll(calls)) {
      results.add(done.get());
    }
    return results;
  }

  private List<JsonNode> signals(String type, List<Cast.Holder> holders) {
    var processes = holders.stream().map(Cast.Holder::process).toList();
    return on(b).journal().stream()
        .filter(e -> e.path("type").asString().endsWith(type) && processes.contains(processOf(e)))
        .toList();
  }

  private static String processOf(JsonNode event) {
    return event.path("data").path("processId").asString();
  }

  private static Api insistingOn(Replica replica) {
    return new Api(new Insistent(List.of(new Service(replica.port()))));
  }

  private static Api on(Replica replica) {
    Service service = new Service(replica.port());
    return new Api((method, path, body) -> service.send(method, path, body, WAIT));
  }

  /** What is committed from now on, as a replica tells it. */
  private static EventStream live(Replica replica) {
    return EventStream.open(
        Exchange.uri(replica.port(), "/v1/events"),
        "Last-Event-ID",
        Long.toString(on(replica).head()));
  }
}
