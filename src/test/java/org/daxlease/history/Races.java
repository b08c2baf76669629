package org.daxlease.history;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.TreeMap;
import org.daxlease.checker.JournalChecker;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;

/**
 * Two requests at the same moment, many times over: each has one of the outcomes that it would have
 * in turn, nothing is lost, and the journal is clean. More often: {@code -Ddaxlease.race.rounds}.
 */
@SpringBootTest(
    webEnvironment = WebEnvironment.RANDOM_PORT,
    properties =
        "spring.datasource.url=jdbc:h2:mem:races-${random.uuid};DB_CLOSE_DELAY=-1;LOCK_TIMEOUT=10000")
@TestInstance(Lifecycle.PER_CLASS)
@ResourceLock("races")
abstract class Races {

  private static final int ROUNDS = Integer.getInteger("daxlease.race.rounds", 60);

  @LocalServerPort private int port;

  final Race race = new Race();
  Cast cast;
  private final Map<String, Integer> outcomes = new TreeMap<>();

  @BeforeEach
  void begins() {
    cast = new Cast(new Api(port));
    outcomes.clear();
  }

  /** One round, numbered from 0; says how it came out. */
  interface Round {
    String run(int number);
  }

  void rounds(Round round) {
    for (int i = 0; i < ROUNDS; i++) {
      outcomes.merge(round.run(i), 1, Integer::sum);
    }
  }

  @AfterEach
  void leavesACleanJournal() {
    assertThat(JournalChecker.check(cast.api.journal()).violations())
        .as("rounds by their outcome: %s", outcomes)
        .isEmpty();
  }

  @AfterAll
  void leavesTheStateThatTheJournalTells() {
    race.close();
    assertThat(ShownState.compare(cast.api).differences()).isEmpty();
  }
}
