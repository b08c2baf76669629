package org.daxlease.metrics;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.daxlease.journal.Entry;
import org.daxlease.protocol.BreakOutcome;
import tools.jackson.databind.JsonNode;

/**
 * How long things took, from the moments that journal entries name: all by the clock that decides,
 * so a replica with a wrong clock measures nothing wrong.
 */
final class DurationTimers {

  private static final List<String> DEADLINES =
      List.of("STAGE", "FENCE", "GRANT", "WAIT", "REOPENING", "HEARTBEAT");

  private final MeterRegistry registry;

  DurationTimers(MeterRegistry registry) {
    this.registry = registry;
    for (BreakOutcome outcome : BreakOutcome.values()) {
      breaks(outcome.name());
    }
    DEADLINES.forEach(this::lateness);
    waits();
  }

  /** An operation was granted. */
  void granted(Entry entry, JsonNode data) {
    record(waits(), entry, data, "requestedAt");
  }

  /** A break ended. */
  void broken(Entry entry, JsonNode data) {
    record(breaks(data.path("outcome").asString()), entry, data, "begunAt");
  }

  /** A deadline fired, if the entry says that it comes from one. */
  void fired(Entry entry, JsonNode data, String what) {
    record(lateness(what), entry, data, "due");
  }

  private static void record(Timer timer, Entry entry, JsonNode data, String since) {
    JsonNode moment = data.path(since);
    if (moment.isString()) {
      timer.record(Duration.between(Instant.parse(moment.stringValue()), entry.time()));
    }
  }

  private Timer breaks(String outcome) {
    return Histograms.patient("daxlease.break.duration")
        .tag("outcome", outcome)
        .description("Time from the first signal of a break to its end")
        .register(registry);
  }

  private Timer waits() {
    return Histograms.patient("daxlease.operation.wait")
        .description("Time from the request of an operation to its grant")
        .register(registry);
  }

  private Timer lateness(String what) {
    return Histograms.prompt("daxlease.deadline.lateness")
        .tag("deadline", what)
        .description("Time from the moment something was due to the moment it fired")
        .register(registry);
  }
}
