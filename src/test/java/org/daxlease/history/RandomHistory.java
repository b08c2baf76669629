package org.daxlease.history;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.BooleanSupplier;
import java.util.random.RandomGenerator;
import org.daxlease.checker.Verdict;

/** Several threads that play at random on one stage; the same seed draws the same moves. */
public final class RandomHistory {

  private final Stage stage;
  private final long seed;
  private final int threads;

  public RandomHistory(Stage stage, long seed, int threads) {
    this.stage = stage;
    this.seed = seed;
    this.threads = threads;
  }

  /** Plays for a while. */
  public void play(Duration time) {
    long end = System.nanoTime() + time.toNanos();
    play(() -> System.nanoTime() - end >= 0);
  }

  /** Plays until it is over. */
  public void play(BooleanSupplier over) {
    var seeds = new SplittableRandom(seed);
    List<Thread> players = new ArrayList<>();
    for (int i = 0; i < threads; i++) {
      RandomGenerator random = seeds.split();
      players.add(
          Thread.ofPlatform()
              .name("player-" + i)
              .start(() -> play(new Player(stage, random), over)));
    }
    for (Thread player : players) {
      try {
        player.join();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }

  private void play(Player player, BooleanSupplier over) {
    while (!over.getAsBoolean()) {
      try {
        player.play();
      } catch (RuntimeException e) {
        stage.tally.fail(e);
      }
    }
  }

  /** What was played, in figures. */
  public String told(Verdict verdict) {
    return "seed %d, %d threads: %s; %d entries, signals %s, %d granted, %d refused, %d fenced"
        .formatted(
            seed,
            threads,
            stage.tally,
            verdict.types().values().stream().mapToLong(Long::longValue).sum(),
            List.of(
                verdict.count("signal.sigio"),
                verdict.count("signal.sigbus"),
                verdict.count("signal.sigkill")),
            verdict.count("operation.granted"),
            verdict.count("operation.refused"),
            verdict.count("process.fenced"));
  }
}
