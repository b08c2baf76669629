package org.daxlease.bench;

/** Something to measure on each database. */
interface Benchmark {

  /** What it is chosen by. */
  String name();

  void run(Stage stage, Report report) throws Exception;
}
