package org.daxlease.bench;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.daxlease.bench.load.Load;
import org.daxlease.bench.load.Samples;
import org.daxlease.bench.load.Work;
import org.daxlease.bench.subject.CpuTime;

/**
 * Measures several servers with the same load: all of them warm up, then they take turns round by
 * round, so that what the machine does meanwhile befalls all alike.
 */
final class Rivals {

  /**
   * Who is measured.
   *
   * @param subject its name in the table
   * @param work what is asked of it
   * @param pids its processes: what it runs on, too
   */
  record Rival(String subject, int port, Work work, List<Long> pids) {}

  /**
   * What came out for one of them.
   *
   * @param costs how many processors were busy for it meanwhile
   */
  record Measured(String subject, List<Figure> figures, List<Figure> costs) {}

  /** One round. */
  private record Round(Samples samples, double clients, double subject) {}

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
    List<List<Round>> rounds = new ArrayList<>();
    rivals.forEach(_ -> rounds.add(new ArrayList<>()));
    for (int round = 0; round < effort.rounds(); round++) {
      for (int i = 0; i < rivals.size(); i++) {
        rounds.get(i).add(measureOnce(rivals.get(i), connections));
      }
    }
    List<Measured> measured = new ArrayList<>();
    for (int i = 0; i < rivals.size(); i++) {
      measured.add(
          new Measured(
              rivals.get(i).subject(), figures(rounds.get(i), each), costs(rounds.get(i))));
    }
    return measured;
  }

  private Round measureOnce(Rival rival, int connections) throws IOException {
    Duration clients = CpuTime.ofThis();
    Duration subject = cpu(rival);
    Samples samples = Load.run(rival.port(), connections, rival.work(), effort.measured());
    double seconds = samples.took().toNanos() / 1e9;
    return new Round(
        samples,
        CpuTime.ofThis().minus(clients).toNanos() / 1e9 / seconds,
        cpu(rival).minus(subject).toNanos() / 1e9 / seconds);
  }

  private static Duration cpu(Rival rival) {
    return rival.pids().stream().map(CpuTime::of).reduce(Duration.ZERO, Duration::plus);
  }

  private static List<Figure> figures(List<Round> rounds, double each) {
    return List.of(
        new Figure("", "/s", rounds.stream().map(r -> r.samples().perSecond() * each).toList()),
        new Figure("p50", "ms", rounds.stream().map(r -> r.samples().millis(0.50)).toList()),
        new Figure("p99", "ms", rounds.stream().map(r -> r.samples().millis(0.99)).toList()));
  }

  private static List<Figure> costs(List<Round> rounds) {
    return List.of(
        new Figure("clients", "processors", rounds.stream().map(Round::clients).toList()),
        new Figure("subject", "processors", rounds.stream().map(Round::subject).toList()));
  }
}
