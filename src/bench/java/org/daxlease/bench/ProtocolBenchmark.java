package org.daxlease.bench;

import java.util.List;
import java.util.Locale;
import org.daxlease.bench.protocol.Decisions;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.VerboseMode;

/** What the rules cost without HTTP and database, by JMH in a JVM of its own. */
final class ProtocolBenchmark implements Benchmark {

  @Override
  public String name() {
    return "protocol";
  }

  @Override
  public void run(Settings settings, Report report) throws Exception {
    report.note(
        name(),
        "JMH, average time of a decision on a file that so many processes lease and pin a page of");
    var options =
        new OptionsBuilder()
            .include(Decisions.class.getName())
            .verbosity(VerboseMode.SILENT)
            .shouldFailOnError(true)
            .build();
    for (RunResult each : new Runner(options).run()) {
      report.add(
          new Result(
              "decision: " + words(each.getPrimaryResult().getLabel()),
              Words.count(Integer.parseInt(each.getParams().getParam("holders")), "holder"),
              "the rules alone",
              List.of(Figure.of("", "µs", each.getPrimaryResult().getScore()))));
    }
  }

  /** {@code truncateThatBreaksAll} as words. */
  private static String words(String method) {
    return method.replaceAll("([A-Z])", " $1").toLowerCase(Locale.ROOT);
  }
}
