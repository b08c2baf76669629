package org.daxlease.history;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import tools.jackson.databind.JsonNode;

/**
 * Random commands from several threads over HTTP, then the journal is checked. Longer, or the same
 * again: {@code mvn test -Dtest=RandomHistoryTest -Ddaxlease.history.seconds=180
 * -Ddaxlease.history.seed=42}.
 */
@SpringBootTest(
    webEnvironment = WebEnvironment.RANDOM_PORT,
    properties =
        "spring.datasource.url=jdbc:h2:mem:history-${random.uuid};DB_CLOSE_DELAY=-1;LOCK_TIMEOUT=10000")
class RandomHistoryTest {

  private static final Duration TIME =
      Duration.ofSeconds(Integer.getInteger("daxlease.history.seconds", 15));

  private static final int THREADS = Integer.getInteger("daxlease.history.threads", 6);

  /** What short policies are there to bring about. */
  private static final Set<String> WANTED =
      Set.of(
          "signal.sigio",
          "signal.sigbus",
          "signal.sigkill",
          "operation.granted",
          "operation.completed",
          "operation.expired",
          "operation.refused",
          "operation.cooling",
          "operation.cancelled",
          "operation.reopened",
          "process.fenced",
          "process.lapsed",
          "pin.revoked",
          "pin.transferred",
          "pin.trimmed",
          "pin.overstayed",
          "pin.detached",
          "lease.broken",
          "lease.returned");

  @LocalServerPort private int port;

  @Test
  void everyInvariantHoldsOfARandomHistory() throws IOException {
    long seed = Long.getLong("daxlease.history.seed", System.nanoTime());
    System.out.println("Random history: seed " + seed);
    var api = new Api(port);
    var stage = new Stage(api);
    stage.build();
    var history = new RandomHistory(stage, seed, THREADS);
    ShownState.Compared compared;
    List<Long> streamed;
    try (var subscriber = new Subscriber(new Service(port))) {
      history.play(TIME);
      // A loaded machine may need longer until everything has happened once.
      for (int i = 0; i < 12 && !kinds(api).containsAll(WANTED); i++) {
        history.play(Duration.ofSeconds(5));
      }
      compared = ShownState.compare(api);
      streamed = subscriber.upTo(compared.journal().size());
    }
    System.out.println("Random history: " + history.told(compared.verdict()));
    if (!compared.verdict().isClean()) {
      keep(seed, compared.journal());
    }

    assertThat(compared.verdict().violations()).as("seed %d", seed).isEmpty();
    assertThat(stage.promises.broken(compared.journal())).as("seed %d", seed).isEmpty();
    assertThat(compared.differences()).as("seed %d", seed).isEmpty();
    assertThat(streamed)
        .as("every entry reaches a subscriber once, in order")
        .startsWith(
            LongStream.rangeClosed(1, compared.journal().size()).boxed().toArray(Long[]::new));
    assertThat(stage.tally.failures()).as("seed %d", seed).isEmpty();
    assertThat(compared.verdict().types())
        .as("a history that leaves out what it is for proves nothing")
        .containsKeys(WANTED.toArray(String[]::new));
  }

  /** For a look at what went wrong: the same seed need not meet the same race again. */
  private static void keep(long seed, List<JsonNode> journal) throws IOException {
    Path kept = Path.of("target", "history-" + seed + ".jsonl");
    Files.createDirectories(kept.getParent());
    Files.write(kept, journal.stream().map(JsonNode::toString).toList());
    System.out.println("Random history: its journal is kept in " + kept);
  }

  private static Set<String> kinds(Api api) {
    return api.journal().stream()
        .map(event -> event.path("type").asString().replace("org.daxlease.", ""))
        .collect(Collectors.toSet());
  }
}
