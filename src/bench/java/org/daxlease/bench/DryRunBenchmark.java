package org.daxlease.bench;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.daxlease.bench.load.Answer;
import org.daxlease.bench.load.Calls;
import org.daxlease.bench.load.Request;
import org.daxlease.bench.load.Samples;
import org.daxlease.bench.subject.Service;

/** What a dry run costs on files with more and more pins. */
final class DryRunBenchmark implements ServiceBenchmark {

  private static final int PROCESSES = 16;

  /** How many pins the small hole meets. */
  private static final int MET = 4;

  private static final int REQUESTS = 100;

  /** Each takes a while. */
  private static final int WHOLE_REQUESTS = 20;

  @Override
  public String name() {
    return "dryrun";
  }

  @Override
  public void run(Stage stage, Report report) throws Exception {
    report.note(
        name(),
        "dryRun, one request after the other, on files of which so many pages are pinned, by %d processes; PUNCH_HOLE over %d pins, and where there are none, the files by turns in each round; TRUNCATE to 0, which all of them are in the way of"
            .formatted(PROCESSES, MET));
    List<Integer> sizes = stage.settings().sizes().pins();
    try (Service service = stage.startService();
        Calls calls = service.calls()) {
      Crowd crowd = Crowd.gather(calls, "dryrun", PROCESSES, sizes.size());
      for (int file = 0; file < sizes.size(); file++) {
        pin(calls, crowd, file, sizes.get(file));
      }
      List<byte[]> few = new ArrayList<>();
      List<byte[]> none = new ArrayList<>();
      for (int file = 0; file < sizes.size(); file++) {
        int pins = sizes.get(file);
        String id = crowd.files().get(file);
        few.add(punch(id, offset(pins / 2), 2L * MET * Crowd.PAGE));
        none.add(punch(id, offset(pins) + Crowd.PAGE, Crowd.PAGE));
      }
      warmUp(calls, few.getFirst(), stage.settings().effort().warmUp());
      measure(stage, report, calls, "dry run over %d pins".formatted(MET), few);
      measure(stage, report, calls, "dry run where no pin is", none);
      for (int file = 0; file < sizes.size(); file++) {
        measureWhole(stage, report, calls, crowd.files().get(file), sizes.get(file));
      }
    }
  }

  private static void pin(Calls calls, Crowd crowd, int file, int pins) throws IOException {
    for (int first = 0; first < pins; first += Crowd.BATCH) {
      String mapping = crowd.mapping(first / Crowd.BATCH % PROCESSES, file);
      List<String> batch = new ArrayList<>();
      for (int i = first; i < Math.min(pins, first + Crowd.BATCH); i++) {
        batch.add(Crowd.pin(mapping, offset(i)));
      }
      Crowd.pinAll(calls, batch);
    }
  }

  /** Every other page is free. */
  private static long offset(int pin) {
    return 2L * pin * Crowd.PAGE;
  }

  private static byte[] punch(String file, long offset, long length) {
    return Request.post(
        "/v1/operations",
        "{\"fileId\":\"%s\",\"kind\":\"PUNCH_HOLE\",\"offset\":%d,\"length\":%d,\"dryRun\":true}"
            .formatted(file, offset, length));
  }

  private static void warmUp(Calls calls, byte[] request, Duration time) throws IOException {
    for (long end = System.nanoTime() + time.toNanos(); System.nanoTime() - end < 0; ) {
      ask(calls, request);
    }
  }

  private static void measure(
      Stage stage, Report report, Calls calls, String what, List<byte[]> requests)
      throws IOException {
    List<List<Samples>> rounds = new ArrayList<>();
    requests.forEach(_ -> rounds.add(new ArrayList<>()));
    for (int round = 0; round < stage.settings().effort().rounds(); round++) {
      for (int file = 0; file < requests.size(); file++) {
        rounds.get(file).add(ask(calls, requests.get(file), REQUESTS));
      }
    }
    for (int file = 0; file < requests.size(); file++) {
      report(stage, report, what, stage.settings().sizes().pins().get(file), rounds.get(file));
    }
  }

  private static void measureWhole(Stage stage, Report report, Calls calls, String file, int pins)
      throws IOException {
    byte[] truncate =
        Request.post(
            "/v1/operations",
            "{\"fileId\":\"%s\",\"kind\":\"TRUNCATE\",\"newSize\":0,\"dryRun\":true}"
                .formatted(file));
    Answer answer = calls.ask(truncate);
    if (answer.isSuccess()) {
      Samples samples = ask(calls, truncate, WHOLE_REQUESTS);
      report(stage, report, "dry run over all pins", pins, List.of(samples));
    } else {
      report.missing(
          "dry run over all of %s, %s: the answer was %d %s"
              .formatted(
                  Words.count(pins, "pin"), stage.subject(), answer.status(), answer.text()));
    }
  }

  private static Samples ask(Calls calls, byte[] request, int times) throws IOException {
    Samples samples = new Samples();
    for (int i = 0; i < times; i++) {
      samples.add(ask(calls, request));
    }
    return samples;
  }

  private static long ask(Calls calls, byte[] request) throws IOException {
    long sent = System.nanoTime();
    Answer answer = calls.ask(request);
    long took = System.nanoTime() - sent;
    if (!answer.isSuccess()) {
      throw new IOException(answer.status() + " " + answer.text());
    }
    return took;
  }

  private static void report(
      Stage stage, Report report, String what, int pins, List<Samples> rounds) throws IOException {
    report.add(
        new Result(
            what,
            Words.count(pins, "pin"),
            stage.subject(),
            List.of(
                new Figure("p50", "ms", rounds.stream().map(s -> s.millis(0.50)).toList()),
                new Figure("p99", "ms", rounds.stream().map(s -> s.millis(0.99)).toList()))));
  }
}
