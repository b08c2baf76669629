package org.daxlease.coordination.gathering;

import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.springframework.stereotype.Component;

/** Measures how many commands share a transaction, and how long they wait for it. */
@Component
class GatheringMeters {

  private final MeterRegistry registry;

  GatheringMeters(MeterRegistry registry) {
    this.registry = registry;
  }

  /** The meters of one kind of command. */
  OfKind of(String kind) {
    return new OfKind(
        DistributionSummary.builder("daxlease.gathering.commands")
            .description("Commands in one transaction")
            .tag("command", kind)
            .serviceLevelObjectives(1, 2, 4, 8, 16, 32, 64, 128, 256)
            .register(registry),
        Timer.builder("daxlease.gathering.wait")
            .description("Time from a command's arrival to the begin of its transaction")
            .tag("command", kind)
            .serviceLevelObjectives(
                Duration.ofMillis(1),
                Duration.ofMillis(5),
                Duration.ofMillis(25),
                Duration.ofMillis(100),
                Duration.ofMillis(500),
                Duration.ofSeconds(5))
            .register(registry));
  }

  record OfKind(DistributionSummary commands, Timer waiting) {

    void gathered(List<? extends Submission<?, ?>> led) {
      long now = System.nanoTime();
      int together = 0;
      for (Submission<?, ?> submission : led) {
        together += submission.asked.size();
        waiting.record(now - submission.since, TimeUnit.NANOSECONDS);
      }
      commands.record(together);
    }
  }
}
