package org.daxlease.bench;

import java.util.Collections;
import java.util.List;
import org.daxlease.bench.load.Answer;
import org.daxlease.bench.load.Calls;
import org.daxlease.bench.load.Request;
import org.daxlease.bench.load.Template;
import org.daxlease.bench.load.Work;
import org.daxlease.bench.subject.Service;

/** Pins in batches of the largest size that a request may have. */
final class BatchBenchmark implements ServiceBenchmark {

  /** Of so many answers one is read. */
  private static final int CHECKED = 50;

  private static final int PROCESSES = 4;
  private static final int FILES = 4;
  private static final List<Integer> CONNECTIONS = List.of(1, 4);

  @Override
  public String name() {
    return "batch";
  }

  @Override
  public void run(Stage stage, Report report) throws Exception {
    report.note(
        name(),
        "POST /v1/pins/batch of %d pins of one page each, no two alike, under one mapping; the requests take turns through %d processes on %d files; times are those of whole requests"
            .formatted(Crowd.BATCH, PROCESSES, FILES));
    try (Service service = stage.startService();
        Calls calls = service.calls()) {
      Crowd crowd = Crowd.gather(calls, "batch", PROCESSES, FILES);
      var contest =
          new Rivals(stage.settings().effort(), List.of(stage.rival(service, batches(crowd))));
      contest.warmUp(CONNECTIONS.getLast());
      for (int connections : CONNECTIONS) {
        report.add(
            Result.of(
                "pins in batches of 1,000",
                Words.count(connections, "connection"),
                contest.measure(connections, Crowd.BATCH).getFirst()));
      }
    }
  }

  private static Work batches(Crowd crowd) {
    List<Template> templates =
        crowd.mappings().stream()
            .map(mapping -> Crowd.pin(mapping, Template.NUMBER))
            .map(pin -> Crowd.batch(Collections.nCopies(Crowd.BATCH, pin)))
            .map(body -> new Template(Request.post("/v1/pins/batch", body)))
            .toList();
    return new Work() {
      private long batches;

      @Override
      public byte[] next(int connection) {
        Template template = templates.get((int) (batches % templates.size()));
        return template.with((Crowd.FIRST_PAGE + Crowd.BATCH * batches++) * Crowd.PAGE, Crowd.PAGE);
      }

      /** Each item has an answer of its own; to read them all would cost what is measured. */
      @Override
      public void answered(int connection, Answer answer) {
        if (batches % CHECKED == 0 && answer.text().contains("\"problem\"")) {
          throw new IllegalStateException("not all were pinned: " + answer.text());
        }
      }
    };
  }
}
