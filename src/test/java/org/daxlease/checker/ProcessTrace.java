package org.daxlease.checker;

import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.Set;

/** A process as far as the journal was read, with what it holds. */
final class ProcessTrace {

  final String id;
  final String identity;
  String state = "RUNNING";
  boolean lapsed;

  /** When it last changed that, either way. */
  Instant lapsedChanged = Instant.MIN;

  boolean killed;
  boolean exitReported;
  final Set<PinTrace> pins = new LinkedHashSet<>();
  final Set<LeaseTrace> leases = new LinkedHashSet<>();
  final Set<MappingTrace> mappings = new LinkedHashSet<>();
  final Set<BreakTrace> breaks = new LinkedHashSet<>();

  ProcessTrace(Entry registered) {
    id = registered.text("processId");
    identity =
        registered.text("host") + " " + registered.text("pid") + " " + registered.text("startTime");
  }

  /**
   * Whether it was lapsed at a moment. Who begins a break holds no lock of the process: a heartbeat
   * decided later may have been written first.
   */
  boolean wasLapsed(Instant at) {
    return lapsed || lapsedChanged.isAfter(at);
  }

  boolean isRunning() {
    return state.equals("RUNNING");
  }

  @Override
  public String toString() {
    return "process " + id;
  }
}
