package org.daxlease.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.daxlease.bench.load.Answer;
import org.daxlease.bench.load.Calls;
import org.daxlease.bench.load.Request;
import org.daxlease.bench.load.Samples;
import org.daxlease.bench.subject.Service;

/** What a dry run costs that meets few pins or none, on a file that has many. */
final class DryRunBenchmark implements Benchmark {

  private static final int PROCESSES = 16;
  private static final int MET = 4;
  private static final int WARM_UP = 300;
  private static final int ROUNDS = 300;
  private static final int WHOLE_ROUNDS = 5;

  @Override
  public String name() {
    return "dryrun";
  }

  @Override
  public void run(Stage stage, Report report) throws Exception {
    report.note(
        name(),
        "PUNCH_HOLE with dryRun on a file with so many pinned pages of %d processes, one request after the other: over %d of the pins, and where there are none; and a TRUNCATE to 0, whose answer names every pin"
            .formatted(PROCESSES, MET));
    try (Service service = stage.startService();
        Calls calls = service.calls()) {
      Crowd crowd = Crowd.gather(calls, "dryrun", PROCESSES, 1);
      int pinned = 0;
      for (int pins : stage.settings().sizes().pins().stream().sorted().toList()) {
        for (; pinned < pins; pinned += Crowd.BATCH) {
          pin(calls, crowd, pinned);
        }
        measure(stage, report, calls, crowd.files().getFirst(), pins);
      }
    }
  }

  private static void pin(Calls calls, Crowd crowd, int first) throws IOException {
    String mapping = crowd.mappings().get(first / Crowd.BATCH % PROCESSES);
    List<String> pins = new ArrayList<>();
    for (int i = first; i < first + Crowd.BATCH; i++) {
      pins.add(Crowd.pin(mapping, offset(i)));
    }
    Crowd.pinAll(calls, pins);
  }

  /** Every other page is free. */
  private static long offset(int pin) {
    return 2L * pin * Crowd.PAGE;
  }

  private static void measure(Stage stage, Report report, Calls calls, String file, int pins)
      throws IOException {
    String size = Words.count(pins, "pin");
    byte[] few = punch(file, offset(pins / 2), 2L * MET * Crowd.PAGE);
    byte[] none = punch(file, offset(pins) + Crowd.PAGE, Crowd.PAGE);
    report.add(
        new Result(
            "dry run over %d pins".formatted(MET),
            size,
            stage.subject(),
            figures(calls, few, WARM_UP, ROUNDS)));
    report.add(
        new Result(
            "dry run where no pin is", size, stage.subject(), figures(calls, none, 0, ROUNDS)));
    byte[] whole =
        Request.post(
            "/v1/operations",
            "{\"fileId\":\"%s\",\"kind\":\"TRUNCATE\",\"newSize\":0,\"dryRun\":true}"
                .formatted(file));
    Answer answer = calls.ask(whole);
    if (answer.isSuccess()) {
      report.add(
          new Result(
              "dry run over all pins",
              size,
              stage.subject(),
              figures(calls, whole, 0, WHOLE_ROUNDS)));
    } else {
      report.missing(
          "dry run over all of %s, %s: it was answered %d %s"
              .formatted(size, stage.subject(), answer.status(), answer.text()));
    }
  }

  private static byte[] punch(String file, long offset, long length) {
    return Request.post(
        "/v1/operations",
        "{\"fileId\":\"%s\",\"kind\":\"PUNCH_HOLE\",\"offset\":%d,\"length\":%d,\"dryRun\":true}"
            .formatted(file, offset, length));
  }

  private static List<Figure> figures(Calls calls, byte[] request, int warmUp, int rounds)
      throws IOException {
    Samples samples = new Samples();
    for (int round = -warmUp; round < rounds; round++) {
      long sent = System.nanoTime();
      Answer answer = calls.ask(request);
      long took = System.nanoTime() - sent;
      if (!answer.isSuccess()) {
        throw new IOException(answer.status() + " " + answer.text());
      }
      if (round >= 0) {
        samples.add(took);
      }
    }
    return List.of(
        Figure.of("p50", "ms", samples.millis(0.5)), Figure.of("p99", "ms", samples.millis(0.99)));
  }
}
