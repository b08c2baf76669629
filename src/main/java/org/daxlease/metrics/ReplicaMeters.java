package org.daxlease.metrics;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import org.daxlease.coordination.idempotency.IdempotentCommands;
import org.daxlease.coordination.web.ProblemCounter;
import org.daxlease.protocol.Errno;
import org.daxlease.stream.EventStreams;
import org.springframework.stereotype.Component;

/** What this replica answers and whom it serves. */
@Component
class ReplicaMeters implements MeterBinder {

  private final EventStreams streams;
  private final ProblemCounter problemCounter;
  private final IdempotentCommands idempotency;

  ReplicaMeters(
      EventStreams streams, ProblemCounter problemCounter, IdempotentCommands idempotency) {
    this.streams = streams;
    this.problemCounter = problemCounter;
    this.idempotency = idempotency;
  }

  @Override
  public void bindTo(MeterRegistry registry) {
    for (Errno code : Errno.values()) {
      FunctionCounter.builder("daxlease.refusals", problemCounter, r -> r.count(code))
          .tag("code", code.name())
          .description("Problem documents sent")
          .register(registry);
    }
    FunctionCounter.builder("daxlease.idempotent.replays", idempotency, IdempotentCommands::replays)
        .description("Requests answered with the stored answer of an earlier one")
        .register(registry);
    Gauge.builder("daxlease.stream.clients", streams, EventStreams::connected)
        .description("Connected stream clients")
        .register(registry);
    Gauge.builder("daxlease.stream.clients.catching.up", streams, EventStreams::catchingUp)
        .description("Stream clients that still read the journal up to its end")
        .register(registry);
    Gauge.builder("daxlease.stream.queued", streams, EventStreams::queued)
        .description("Events in memory that connections have not taken yet")
        .register(registry);
    FunctionCounter.builder("daxlease.stream.cutoffs", streams, EventStreams::cutOff)
        .description("Stream clients cut off because they read nothing")
        .register(registry);
  }
}
