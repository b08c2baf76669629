package org.daxlease.replicas;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.daxlease.history.Api;
import org.daxlease.history.Cast;
import org.daxlease.http.EventStream;
import org.daxlease.http.Exchange;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two replicas that would find what the other does in an hour, if nothing told them of it. */
class HintsTest {

  private final List<AutoCloseable> open = new ArrayList<>();
  private Postgres postgres;
  private Replica a;
  private Replica b;

  @BeforeEach
  void start(@TempDir Path directory) throws IOException {
    postgres = Postgres.start(directory.resolve("data"));
    open.add(postgres);
    a = launch("a");
    b = launch("b");
    a.awaitStarted();
    b.awaitStarted();
    // What is told before they listen is found at their start, but for deadlines.
    await().until(() -> listening().equals("2"));
  }

  private String listening() {
    return postgres.query(
        "select count(*) from pg_stat_activity"
            + " where application_name = 'daxlease hint-listener'");
  }

  private Replica launch(String name) throws IOException {
    List<String> arguments = new ArrayList<>(postgres.arguments(name, Replica.freePort()));
    arguments.add("--daxlease.journal.poll-interval=1h");
    arguments.add("--daxlease.deadline.poll=1h");
    Replica replica = Replica.launch(arguments);
    open.addFirst(replica);
    return replica;
  }

  @AfterEach
  void end() throws Exception {
    for (AutoCloseable each : open) {
      each.close();
    }
  }

  private static Api on(Replica replica) {
    return new Api(replica.port());
  }

  /** What is committed from now on, as a replica tells it. */
  private static EventStream live(Replica replica) {
    return EventStream.open(
        Exchange.uri(replica.port(), "/v1/events"),
        "Last-Event-ID",
        Long.toString(on(replica).head()));
  }

  @Test
  void commitsAndDeadlinesOfOneAreKnownToTheOther() throws Exception {
    Cast onA = new Cast(on(a));
    String file = onA.file("leaseBreakTime", "PT10S");
    try (var stream = live(b)) {
      Cast.Holder holder = onA.holder(file);
      stream.awaits(e -> e.data().contains(holder.pin()));

      onA.truncate(file).done();
      // What is told later is heard later: the other knows of the deadline by then.
      String later = onA.holder(onA.file()).pin();
      stream.awaits(e -> e.data().contains(later));
    }
    // Who set the deadline does not live to fire it.
    a.killNine();

    await()
        .until(() ->
            on(b).journal().stream()
                .anyMatch(e -> e.path("type").asString().equals("org.daxlease.signal.sigbus")));
  }
}
