package org.daxlease.bench;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.daxlease.bench.load.Answer;
import org.daxlease.bench.load.Calls;
import org.daxlease.bench.load.Request;
import org.daxlease.bench.load.Streams;
import org.daxlease.bench.subject.Etcd;
import org.daxlease.bench.subject.Service;

/**
 * One truncate, and how long until the last of many holders has SIGIO on a stream of its own;
 * beside it one put of etcd, and how long until the last of as many watchers has it.
 */
final class FanOutBenchmark implements ServiceBenchmark {

  private static final String WHAT =
      "one break told to all holders (etcd: one put to all watchers)";
  private static final int WARM_UP = 10;
  private static final int ROUNDS = 5;

  /** So that what came after the last round is over: a service that ended breaks has told of it. */
  private static final Duration REST = Duration.ofSeconds(1);

  private static final Duration PATIENCE = Duration.ofMinutes(2);

  /** Base64 of the key that is watched. */
  private static final String KEY = "YnJlYWtz";

  @Override
  public String name() {
    return "fanout";
  }

  @Override
  public void run(Stage stage, Report report) throws Exception {
    report.note(
        name(),
        "holders with a lease, a pinned page and a stream each, all on one file; from the request of a truncate to SIGIO; %d rounds after %d to warm up, a second apart; etcd: as many /v3/watch streams on one key, from the put"
            .formatted(ROUNDS, WARM_UP));
    for (int holders : stage.settings().sizes().holders()) {
      try {
        tellHolders(stage, report, holders);
      } catch (IOException | RuntimeException e) {
        report.failed(
            "telling %s, %s".formatted(Words.count(holders, "holder"), stage.subject()), e);
      }
    }
    try (Closing<Etcd> etcd = new Closing<>(stage.startEtcd(report))) {
      if (etcd.get().isPresent()) {
        for (int watchers : stage.settings().sizes().holders()) {
          tellWatchers(etcd.get().get(), report, watchers);
        }
      }
    }
  }

  private static void tellHolders(Stage stage, Report report, int holders) throws Exception {
    try (Service service = stage.startService(Stage.ROOM_FOR_STREAMS);
        Calls calls = service.calls()) {
      Audience audience = Audience.gather(calls, "holders-" + holders, holders);
      try (Streams streams = audience.listen(service.port())) {
        byte[] truncate = audience.truncate();
        List<Figure> figures =
            figures(
                streams,
                calls,
                truncate,
                () -> calls.delete("/v1/operations/" + calls.receive().id()));
        report.add(new Result(WHAT, Words.count(holders, "holder"), stage.subject(), figures));
      }
    }
  }

  private static void tellWatchers(Etcd etcd, Report report, int watchers) throws Exception {
    byte[] watch = Request.post("/v3/watch", "{\"create_request\":{\"key\":\"" + KEY + "\"}}");
    byte[] put = Request.post("/v3/kv/put", "{\"key\":\"" + KEY + "\",\"value\":\"YnJlYWtz\"}");
    try (Streams streams =
            Streams.open(etcd.port(), Collections.nCopies(watchers, watch), "\"events\"");
        Calls calls = new Calls(etcd.port())) {
      report.add(
          new Result(
              WHAT,
              Words.count(watchers, "holder"),
              etcd.name(),
              figures(streams, calls, put, calls::receive)));
    }
  }

  /** What comes after all have been told. */
  private interface Rest {
    void run() throws IOException;
  }

  private static List<Figure> figures(Streams streams, Calls calls, byte[] request, Rest rest)
      throws Exception {
    List<Double> middle = new ArrayList<>();
    List<Double> last = new ArrayList<>();
    for (int round = -WARM_UP; round < ROUNDS; round++) {
      TimeUnit.NANOSECONDS.sleep(REST.toNanos());
      streams.expect();
      long sent = System.nanoTime();
      calls.send(request);
      long[] arrivals = arrivals(streams, calls);
      rest.run();
      if (round >= 0) {
        Arrays.sort(arrivals);
        middle.add((arrivals[arrivals.length / 2] - sent) / 1e6);
        last.add((arrivals[arrivals.length - 1] - sent) / 1e6);
      }
    }
    return List.of(new Figure("last", "ms", last), new Figure("half", "ms", middle));
  }

  private static long[] arrivals(Streams streams, Calls calls) throws Exception {
    try {
      return streams.await(PATIENCE).clone();
    } catch (IllegalStateException e) {
      Answer answer = calls.receive();
      throw new IOException(
          "%s; the request was answered %d %s"
              .formatted(e.getMessage(), answer.status(), answer.text()),
          e);
    }
  }
}
