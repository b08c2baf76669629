package org.daxlease.bench;

import java.util.ArrayList;
import java.util.List;
import org.daxlease.bench.subject.Service;

/** How long the service takes from the start of its JVM until it says that it is ready. */
final class StartBenchmark implements ServiceBenchmark {

  @Override
  public String name() {
    return "start";
  }

  @Override
  public void run(Stage stage, Report report) throws Exception {
    report.note(
        name(), "java -jar without an AOT cache, from the start of the JVM to readiness 200");
    double first = start(stage);
    List<Double> again = new ArrayList<>();
    for (int round = 0; round < stage.settings().effort().rounds(); round++) {
      again.add(start(stage));
    }
    report.add(
        new Result(
            "start, until ready",
            "new database",
            stage.subject(),
            List.of(Figure.of("", "s", first))));
    report.add(
        new Result(
            "start, until ready",
            "existing database",
            stage.subject(),
            List.of(new Figure("", "s", again))));
  }

  private static double start(Stage stage) throws Exception {
    try (Service service = stage.startService()) {
      return service.untilReady().toMillis() / 1e3;
    }
  }
}
