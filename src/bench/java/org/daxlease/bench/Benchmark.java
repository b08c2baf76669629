package org.daxlease.bench;

/** Something to measure. */
interface Benchmark {

  /** What it is chosen by. */
  String name();

  void run(Settings settings, Report report) throws Exception;
}
