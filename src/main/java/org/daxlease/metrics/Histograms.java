package org.daxlease.metrics;

import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.stream.DoubleStream;

/** Timers whose buckets fit what they measure. */
final class Histograms {

  private Histograms() {}

  /** For what should happen at once: buckets from a millisecond to five minutes. */
  static Timer.Builder prompt(String name) {
    return timer(name, 0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300);
  }

  /** For what waits for holders: buckets from ten milliseconds to an hour. */
  static Timer.Builder patient(String name) {
    return timer(name, 0.01, 0.05, 0.1, 0.5, 1, 5, 10, 20, 30, 45, 60, 90, 120, 300, 900, 3600);
  }

  private static Timer.Builder timer(String name, double... seconds) {
    return Timer.builder(name)
        .serviceLevelObjectives(
            DoubleStream.of(seconds)
                .mapToObj(s -> Duration.ofMillis(Math.round(s * 1000)))
                .toArray(Duration[]::new));
  }
}
