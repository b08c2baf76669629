package org.daxlease.bench;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.daxlease.bench.load.Load;
import org.daxlease.bench.load.Samples;
import org.daxlease.bench.load.Work;

/**
 * Measures several servers with the same load: all of them warm up, then they take turns round by
 * round, so that what the machine does meanwhile befalls all alike.
 */
final class Rivals {

  /** Who is measured: its name in the table, and what is asked of it. */
  record Rival(String subject, int port, Work work) {}

  /** What came out for one of them. */
  record Measured(String subject, List<Figure> figures) {}

  private final Settings.Effort effort;
  private final List<Rival> rivals;

  Rivals(Settings.Effort effort, List<Rival> rivals) {
    this.effort = effort;
    this.rivals = rivals;
  }

  void warmUp(int connections) throws IOException {
    for (Rival rival : rivals) {
      Load.run(rival.port(), connections, rival.work(), effort.warmUp());
    }
  }

  /** Requests a second, p50 and p99. */
  List<Measured> measure(int connections) throws IOException {
    return measure(connections, 1);
  }

  /**
   * The same, where a request is not one of what is counted.
   *
   * @param each how many things a request is about
   */
  List<Measured> measure(int connections, double each) throws IOException {
    List<List<Samples>> rounds = new ArrayList<>();
    rivals.forEach(_ -> rounds.add(new ArrayList<>()));
    for (int round = 0; round < effort.rounds(); round++) {
      for (int i = 0; i < rivals.size(); i++) {
        rounds.get(i).add(measure(rivals.get(i), connections, effort.measured()));
      }
    }
    List<Measured> measured = new ArrayList<>();
    for (int i = 0; i < rivals.size(); i++) {
      measured.add(new Measured(rivals.get(i).subject(), figures(rounds.get(i), each)));
    }
    return measured;
  }

  private static Samples measure(Rival rival, int connections, Duration time) throws IOException {
    return Load.run(rival.port(), connections, rival.work(), time);
  }

  private static List<Figure> figures(List<Samples> rounds, double each) {
    return List.of(
        new Figure("", "/s", rounds.stream().map(s -> s.perSecond() * each).toList()),
        new Figure("p50", "ms", rounds.stream().map(s -> s.millis(0.50)).toList()),
        new Figure("p99", "ms", rounds.stream().map(s -> s.millis(0.99)).toList()));
  }
}
