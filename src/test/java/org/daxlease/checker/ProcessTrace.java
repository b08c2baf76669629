package org.daxlease.checker;

import java.util.LinkedHashSet;
import java.util.Set;

/** A process as far as the journal was read, with what it holds. */
final class ProcessTrace {

  final String id;
  final String host;
  final String identity;
  String state = "RUNNING";
  boolean lapsed;

  private boolean everLapsed;

  boolean killed;
  boolean exitReported;
  final Set<PinTrace> pins = new LinkedHashSet<>();
  final Set<LeaseTrace> leases = new LinkedHashSet<>();
  final Set<MappingTrace> mappings = new LinkedHashSet<>();
  final Set<BreakTrace> breaks = new LinkedHashSet<>();

  ProcessTrace(Entry registered) {
    id = registered.text("processId");
    host = registered.text("host");
    identity =
        registered.text("host") + " " + registered.text("pid") + " " + registered.text("startTime");
  }

  void lapse(boolean now) {
    lapsed = now;
    everLapsed = everLapsed || now;
  }

  /**
   * Whether a fence may be planned for it. Who begins a break holds no lock of the process, so a
   * heartbeat may have been written meanwhile; the fence itself is looked at again under the lock.
   */
  boolean hasLapsed() {
    return everLapsed;
  }

  boolean isRunning() {
    return state.equals("RUNNING");
  }

  @Override
  public String toString() {
    return "process " + id;
  }
}
