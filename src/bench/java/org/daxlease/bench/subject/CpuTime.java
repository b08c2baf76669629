package org.daxlease.bench.subject;

import java.time.Duration;
import java.util.stream.Stream;

/** How much processor time a process has taken, with all that it has started and that still run. */
public final class CpuTime {

  private CpuTime() {}

  public static Duration ofThis() {
    return of(ProcessHandle.current());
  }

  public static Duration of(long pid) {
    return ProcessHandle.of(pid)
        .map(process -> Stream.concat(Stream.of(process), process.descendants()))
        .orElseGet(Stream::empty)
        .map(CpuTime::of)
        .reduce(Duration.ZERO, Duration::plus);
  }

  private static Duration of(ProcessHandle process) {
    return process.info().totalCpuDuration().orElse(Duration.ZERO);
  }
}
