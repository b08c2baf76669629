package org.daxlease.bench;

import java.io.IOException;
import java.util.List;
import org.daxlease.bench.load.Answer;
import org.daxlease.bench.load.Request;
import org.daxlease.bench.load.Work;
import org.daxlease.bench.subject.Service;
import org.jspecify.annotations.Nullable;

/** A pin and its unpin, again and again: what remains is rows that are over. */
final class CycleBenchmark implements ServiceBenchmark {

  private static final int CONNECTIONS = 64;

  @Override
  public String name() {
    return "cycle";
  }

  @Override
  public void run(Stage stage, Report report) throws Exception {
    report.note(
        name(),
        "on each connection POST /v1/pins, then DELETE of that pin, laid out as the single pins; two requests are one cycle, times are those of a request");
    try (Service service = stage.startService()) {
      var contest =
          new Rivals(stage.settings().effort(), List.of(stage.rival(service, cycles(service))));
      contest.warmUp(CONNECTIONS);
      report.add(
          Result.of(
              "pin and unpin, cycles",
              Words.count(CONNECTIONS, "connection"),
              contest.measure(CONNECTIONS, 0.5).getFirst()));
    }
  }

  private static Work cycles(Service service) throws IOException {
    Work pins = PinBenchmark.pins(service);
    return new Work() {
      private final @Nullable String[] pinned = new @Nullable String[CONNECTIONS];

      @Override
      public byte @Nullable [] next(int connection) {
        String pin = pinned[connection];
        return pin == null ? pins.next(connection) : Request.delete("/v1/pins/" + pin);
      }

      @Override
      public void answered(int connection, Answer answer) {
        pinned[connection] = pinned[connection] == null ? answer.id() : null;
      }
    };
  }
}
