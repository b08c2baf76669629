package org.daxlease.bench;

import java.io.IOException;

/** Something to measure of the service, on each database in turn. */
interface ServiceBenchmark extends Benchmark {

  void run(Stage stage, Report report) throws Exception;

  @Override
  default void run(Settings settings, Report report) throws Exception {
    for (String database : settings.scope().databases()) {
      try (Stage stage = Stage.open(settings, name(), database)) {
        run(stage, report);
      } catch (IOException | RuntimeException e) {
        report.failed(name() + " on " + database, e);
      }
    }
  }
}
