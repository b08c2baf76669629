package org.daxlease.metrics;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.time.Duration;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import org.daxlease.coordination.Totals;
import org.daxlease.journal.JournalLag;
import org.daxlease.metrics.TotalsSampler.Reading;
import org.daxlease.protocol.Access;
import org.daxlease.protocol.BreakStage;
import org.daxlease.protocol.LeaseOrigin;
import org.daxlease.protocol.LeaseState;
import org.daxlease.protocol.OperationState;
import org.daxlease.protocol.Term;
import org.springframework.stereotype.Component;

/** Gauges of what is live: of the database as a whole, so every replica shows the same. */
@Component
class TotalGauges implements MeterBinder {

  private final TotalsSampler sampler;
  private final JournalLag lag;

  TotalGauges(TotalsSampler sampler, JournalLag lag) {
    this.sampler = sampler;
    this.lag = lag;
  }

  @Override
  public void bindTo(MeterRegistry registry) {
    pins(registry);
    leases(registry);
    operations(registry);
    breaks(registry);
    totals(registry);
    ages(registry);
    lags(registry);
  }

  private void pins(MeterRegistry registry) {
    for (Term term : Term.values()) {
      for (Access access : Access.values()) {
        var pins = new Totals.Pins(term, access);
        gauge("daxlease.pins", t -> t.pins().getOrDefault(pins, 0L))
            .tag("term", term.name())
            .tag("access", access.name())
            .description("Live pins")
            .register(registry);
      }
    }
  }

  private void leases(MeterRegistry registry) {
    for (LeaseState state : LeaseState.live()) {
      for (LeaseOrigin origin : LeaseOrigin.values()) {
        var leases = new Totals.Leases(state, origin);
        gauge("daxlease.leases", t -> t.leases().getOrDefault(leases, 0L))
            .tag("state", state.name())
            .tag("origin", origin.name())
            .description("Live leases")
            .register(registry);
      }
    }
  }

  private void operations(MeterRegistry registry) {
    for (OperationState state : OperationState.unfinished()) {
      gauge("daxlease.operations", t -> t.operations().getOrDefault(state, 0L))
          .tag("state", state.name())
          .description("Unfinished operations")
          .register(registry);
    }
  }

  private void breaks(MeterRegistry registry) {
    for (BreakStage stage : BreakStage.values()) {
      gauge("daxlease.breaks", t -> t.breaks().getOrDefault(stage, 0L))
          .tag("stage", stage.name())
          .description("Running breaks")
          .register(registry);
    }
  }

  private void totals(MeterRegistry registry) {
    gauge("daxlease.processes", Totals::processes)
        .description("Running processes")
        .register(registry);
    gauge("daxlease.signals.unacknowledged", t -> t.signals().unacknowledged())
        .description("Signals of running breaks that nobody has acknowledged")
        .register(registry);
    gauge("daxlease.journal.position", Totals::journalHead)
        .description("Position of the last journal entry")
        .register(registry);
  }

  private void ages(MeterRegistry registry) {
    age("daxlease.operations.oldest.waiting", t -> t.waits().oldestOperation())
        .description("Time since the request of the operation that has waited longest")
        .register(registry);
    age("daxlease.signals.oldest.unacknowledged", t -> t.signals().oldest())
        .description("Time since the oldest unacknowledged signal of a running break")
        .register(registry);
    age("daxlease.deadlines.overdue", t -> t.waits().overdue())
        .description("Time since the deadline that should have fired first")
        .register(registry);
  }

  private void lags(MeterRegistry registry) {
    for (String follower : lag.followers()) {
      Tags tags = Tags.of("follower", follower);
      builder("daxlease.journal.lag", r -> of(r, follower, JournalLag.Lag::entries))
          .tags(tags)
          .description("Entries between a follower and the end of the journal")
          .register(registry);
      builder("daxlease.journal.lag.age", r -> of(r, follower, l -> seconds(l.age())))
          .tags(tags)
          .baseUnit("seconds")
          .description("Time since the first entry was appended that a follower has not seen")
          .register(registry);
    }
  }

  private static double of(
      Reading reading, String follower, ToDoubleFunction<JournalLag.Lag> value) {
    return reading.lags().stream()
        .filter(l -> l.follower().equals(follower))
        .mapToDouble(value)
        .findFirst()
        .orElse(Double.NaN);
  }

  private Gauge.Builder<TotalsSampler> gauge(String name, ToDoubleFunction<Totals> value) {
    return builder(name, r -> value.applyAsDouble(r.totals()));
  }

  private Gauge.Builder<TotalsSampler> age(String name, Function<Totals, Duration> value) {
    return gauge(name, t -> seconds(value.apply(t))).baseUnit("seconds");
  }

  private Gauge.Builder<TotalsSampler> builder(String name, ToDoubleFunction<Reading> value) {
    return Gauge.builder(
        name,
        sampler,
        all -> {
          Reading now = all.now();
          return now == null ? Double.NaN : value.applyAsDouble(now);
        });
  }

  private static double seconds(Duration duration) {
    return duration.toNanos() / 1e9;
  }
}
