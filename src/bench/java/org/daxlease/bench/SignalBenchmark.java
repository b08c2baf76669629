package org.daxlease.bench;

import java.time.Duration;
import java.util.List;
import org.daxlease.bench.load.Calls;
import org.daxlease.bench.load.Samples;
import org.daxlease.bench.load.Streams;
import org.daxlease.bench.subject.Service;

/** How long SIGIO takes: from the request of a truncate to its arrival on the holder's stream. */
final class SignalBenchmark implements ServiceBenchmark {

  private static final int WARM_UP = 200;
  private static final int ROUNDS = 300;
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @Override
  public String name() {
    return "signal";
  }

  @Override
  public void run(Stage stage, Report report) throws Exception {
    report.note(
        name(),
        "one holder with a lease, a pin and an open stream; %d truncates one after the other after %d to warm up, each cancelled once SIGIO is there"
            .formatted(ROUNDS, WARM_UP));
    try (Service service = stage.startService();
        Calls calls = service.calls()) {
      Audience holder = Audience.gather(calls, "signal", 1);
      try (Streams stream = holder.listen(service.port())) {
        Samples samples = new Samples();
        for (int round = -WARM_UP; round < ROUNDS; round++) {
          long took = breakOnce(holder, stream, calls);
          if (round >= 0) {
            samples.add(took);
          }
        }
        report.add(
            new Result(
                "truncate to SIGIO on an open stream",
                "1 holder",
                stage.subject(),
                List.of(
                    Figure.of("p50", "ms", samples.millis(0.5)),
                    Figure.of("p99", "ms", samples.millis(0.99)))));
      }
    }
  }

  private static long breakOnce(Audience holder, Streams stream, Calls calls) throws Exception {
    stream.expect();
    byte[] truncate = holder.truncate();
    long sent = System.nanoTime();
    calls.send(truncate);
    long arrived = stream.await(PATIENCE)[0];
    calls.delete("/v1/operations/" + calls.receive().id());
    return arrived - sent;
  }
}
