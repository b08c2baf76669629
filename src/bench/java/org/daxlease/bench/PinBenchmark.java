package org.daxlease.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.daxlease.bench.Rivals.Rival;
import org.daxlease.bench.load.Calls;
import org.daxlease.bench.load.Request;
import org.daxlease.bench.load.Template;
import org.daxlease.bench.load.Work;
import org.daxlease.bench.subject.Etcd;
import org.daxlease.bench.subject.Service;

/**
 * Single pins, each a request of its own that is durable when it is answered; beside them puts of
 * etcd, each of a new key.
 */
final class PinBenchmark implements ServiceBenchmark {

  private static final int PROCESSES = 16;
  private static final int FILES = 16;

  /** At which both warm up, whatever is measured then. */
  private static final int WARM_UP_CONNECTIONS = 64;

  @Override
  public String name() {
    return "pins";
  }

  @Override
  public void run(Stage stage, Report report) throws Exception {
    report.note(
        name(),
        "POST /v1/pins of one page each, no two alike, by turns through the mappings of %d processes on %d files, leased;"
                .formatted(PROCESSES, FILES)
            + " etcd: POST /v3/kv/put, a new key each, the value as long as a pin's request");
    try (Service service = stage.startService();
        Closing<Etcd> etcd = new Closing<>(stage.startEtcd(report))) {
      List<Rival> rivals = new ArrayList<>();
      rivals.add(stage.rival(service, pins(service)));
      etcd.get()
          .ifPresent(e -> rivals.add(new Rival(e.name(), e.port(), puts(), List.of(e.pid()))));
      var contest = new Rivals(stage.settings().effort(), rivals);
      contest.warmUp(WARM_UP_CONNECTIONS);
      for (int connections : stage.settings().sizes().connections()) {
        for (Rivals.Measured measured : contest.measure(connections)) {
          report.add(
              Result.of(
                  "single pins (etcd: puts)", Words.count(connections, "connection"), measured));
        }
      }
    }
  }

  /** Pins on all files in turn. */
  static Work pins(Service service) throws IOException {
    Crowd crowd;
    try (Calls calls = service.calls()) {
      crowd = Crowd.gather(calls, "pins", PROCESSES, FILES);
    }
    List<Template> templates =
        crowd.mappings().stream()
            .map(mapping -> Request.post("/v1/pins", Crowd.pin(mapping, Template.NUMBER)))
            .map(Template::new)
            .toList();
    return new Work() {
      private long pins;

      @Override
      public byte[] next(int connection) {
        Template template = templates.get((int) (pins % templates.size()));
        return template.with((Crowd.FIRST_PAGE + pins++) * Crowd.PAGE, 0);
      }
    };
  }

  /** Digits are base64, too: 16 of it are a key of 12 bytes. */
  private static Work puts() {
    var template =
        new Template(
            Request.post(
                "/v3/kv/put",
                "{\"key\":\"pins%s\",\"value\":\"%s\"}"
                    .formatted(Template.NUMBER, "cGlu".repeat(30))));
    return new Work() {
      private long puts;

      @Override
      public byte[] next(int connection) {
        return template.with(puts++, 0);
      }
    };
  }
}
