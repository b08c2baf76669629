package org.daxlease.bench;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.daxlease.bench.load.Calls;
import org.daxlease.bench.load.Samples;
import org.daxlease.bench.subject.Service;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * How late deadlines fire when many are due within ten seconds, by the journal's own account: the
 * time of SIGBUS against the deadline that SIGIO named.
 */
final class DeadlineBenchmark implements ServiceBenchmark {

  private static final int PROCESSES = 50;
  private static final Duration WITHIN = Duration.ofSeconds(10);

  /** Long enough that the last break has begun before the first is due. */
  private static final Duration BREAK_TIME = Duration.ofSeconds(20);

  private static final Duration PATIENCE = Duration.ofMinutes(2);

  @Override
  public String name() {
    return "deadlines";
  }

  @Override
  public void run(Stage stage, Report report) throws Exception {
    int breaks = stage.settings().sizes().breaks();
    int files = Math.ceilDiv(breaks, PROCESSES);
    report.note(
        name(),
        "a truncate of each of %d files in turn over %d s breaks the leases of %d processes each, which do nothing; SIGBUS against its deadline, both from the journal"
            .formatted(files, WITHIN.toSeconds(), PROCESSES));
    try (Service service = stage.startService();
        Calls calls = service.calls()) {
      calls.put(
          "/v1/filesystems/deadlines",
          "{\"type\":\"xfs\",\"policy\":{\"leaseBreakTime\":\"%s\",\"escalation\":\"SIGBUS_ONLY\"}}"
              .formatted(BREAK_TIME));
      Crowd crowd = Crowd.gather(calls, "deadlines", PROCESSES, files);
      crowd.pinOnePageEach(calls);
      breakInTurn(calls, crowd.files());
      Samples lateness = lateness(calls, files * PROCESSES);
      report.add(
          new Result(
              "deadlines due within 10 s, lateness",
              Words.count(lateness.count(), "break"),
              stage.subject(),
              List.of(
                  Figure.of("p50", "ms", lateness.millis(0.5)),
                  Figure.of("p99", "ms", lateness.millis(0.99)),
                  Figure.of("most", "ms", lateness.millis(1)))));
    }
  }

  private static void breakInTurn(Calls calls, List<String> files) throws IOException {
    long begun = System.nanoTime();
    for (int i = 0; i < files.size(); i++) {
      long at = begun + WITHIN.toNanos() * i / files.size();
      for (long rest = at - System.nanoTime(); rest > 0; rest = at - System.nanoTime()) {
        LockSupport.parkNanos(rest);
      }
      calls.create(
          "/v1/operations",
          "{\"fileId\":\"%s\",\"kind\":\"TRUNCATE\",\"newSize\":0}".formatted(files.get(i)));
    }
  }

  private static Samples lateness(Calls calls, int expected) throws IOException {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (System.nanoTime() - end < 0) {
      LockSupport.parkNanos(Duration.ofSeconds(5).toNanos());
      Map<String, Instant> due = new HashMap<>();
      Map<String, Instant> fired = new HashMap<>();
      for (JsonNode event : signals(calls)) {
        JsonNode data = event.get("data");
        String holder = data.get("processId").asString() + data.get("fileId").asString();
        if (data.get("signal").asString().equals("SIGIO")) {
          due.put(holder, Instant.parse(data.get("deadline").asString()));
        } else {
          fired.putIfAbsent(holder, Instant.parse(event.get("time").asString()));
        }
      }
      if (fired.size() == expected) {
        Samples lateness = new Samples();
        fired.forEach(
            (holder, at) -> lateness.add(Duration.between(due.get(holder), at).toNanos()));
        return lateness;
      }
    }
    throw new IllegalStateException("not all deadlines fired within " + PATIENCE);
  }

  private static List<JsonNode> signals(Calls calls) throws IOException {
    List<JsonNode> events = new ArrayList<>();
    String from = "&after=0";
    while (true) {
      JsonNode page =
          JsonMapper.shared().readTree(calls.get("/v1/events?type=signal.&limit=1000" + from));
      page.get("items").forEach(events::add);
      if (page.get("nextCursor").isNull()) {
        return events;
      }
      from = "&cursor=" + page.get("nextCursor").asString();
    }
  }
}
