package org.daxlease.replicas;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Minutes of faults at random: {@code mvn -Pfaults verify}, for longer with {@code
 * -Ddaxlease.faults.seconds=600}, the same again with {@code -Ddaxlease.faults.seed}.
 */
@Tag("faults")
@Timeout(value = 30, unit = TimeUnit.MINUTES)
class FaultsTest {

  private static final Duration TIME =
      Duration.ofSeconds(Integer.getInteger("daxlease.faults.seconds", 120));

  private static final int FILES = 300;

  @Test
  void nothingIsLostWhateverFails(@TempDir Path directory) throws Exception {
    long seed = Long.getLong("daxlease.faults.seed", System.nanoTime());
    int unused = Replica.freePort();
    try (Postgres postgres = Postgres.start(directory.resolve("data"));
        Replica a = Replica.launch(postgres.arguments("a", unused));
        Replica b = Replica.launch(postgres.arguments("b", unused))) {
      List<Replica> replicas = List.of(a, b);
      replicas.forEach(Replica::awaitStarted);
      Faults faults = new Faults(postgres, replicas);
      var random = new SplittableRandom(seed);
      long end = System.nanoTime() + TIME.toNanos();
      new Trial(replicas, seed)
          .run(
              "Faults",
              FILES,
              faults,
              () -> {
                while (System.nanoTime() - end < 0) {
                  faults.oneOf(random);
                }
              });
    }
  }

  @Test
  void nothingAcknowledgedIsLostWithThePrimary(@TempDir Path directory) throws Exception {
    int port = Replica.freePort();
    try (Postgres primary = Postgres.start(directory.resolve("data"));
        Replica a = Replica.launch(primary.arguments("a", port));
        Replica b = Replica.launch(primary.arguments("b", port))) {
      List<Replica> replicas = List.of(a, b);
      replicas.forEach(Replica::awaitStarted);
      try (Postgres standby = primary.standby(directory.resolve("standby"), port)) {
        primary.commitsWaitFor("*");
        Faults faults = new Faults(primary, replicas);
        new Trial(replicas, System.nanoTime())
            .run("Failover", FILES, faults, () -> faults.failOver(standby));
      }
    }
  }
}
