package org.daxlease.checker;

import java.util.Optional;

/** Replays what happens to processes. */
final class ProcessEntries {

  private final Traces traces;

  ProcessEntries(Traces traces) {
    this.traces = traces;
  }

  void replay(Entry entry) {
    if (entry.what().equals("registered")) {
      register(entry);
      return;
    }
    Optional<ProcessTrace> known = traces.known(traces.processes, entry, "processId");
    known.ifPresent(process -> {
      switch (entry.what()) {
        case "exited" -> exit(entry, process);
        case "fenced" -> fence(entry, process);
        case "lapsed" -> lapse(entry, process, true);
        case "resumed" -> lapse(entry, process, false);
        case "changed" ->
            traces.require(process.isRunning(), Invariant.I5, process + " changes, but is gone");
        default -> traces.violated(Invariant.I5, "there is no entry " + entry.type());
      }
      traces.require(
          entry.text("state").equals(process.state),
          Invariant.I5,
          process + " is " + process.state + ", not " + entry.text("state"));
    });
  }

  private void register(Entry entry) {
    if (!traces.isNew(traces.processes, entry, "processId")) {
      return;
    }
    var process = new ProcessTrace(entry);
    traces.require(
        traces.processes.values().stream()
            .noneMatch(p -> p.isRunning() && p.identity.equals(process.identity)),
        Invariant.I5,
        process + " is registered while another of its host, pid and start time runs");
    traces.processes.put(process.id, process);
  }

  private void exit(Entry entry, ProcessTrace process) {
    if (entry.flag("fenced")) {
      traces.require(
          process.state.equals("KILLED") && !process.exitReported,
          Invariant.I5,
          process + " has its exit confirmed, but it is " + process.state + " or was before");
      process.exitReported = true;
      return;
    }
    leave(process, "EXITED");
  }

  private void fence(Entry entry, ProcessTrace process) {
    if (entry.isOfCoordinator()) {
      traces.require(
          process.breaks.stream().anyMatch(b -> b.isWaitedFor() && b.allowsFence(entry.time())),
          Invariant.I3,
          process
              + " is fenced, but no break waited for has its grace after SIGKILL behind it, or a"
              + " holder that has lapsed");
    }
    leave(process, "KILLED");
  }

  private void leave(ProcessTrace process, String as) {
    traces.require(
        process.isRunning(),
        Invariant.I5,
        process + " becomes " + as + ", but is " + process.state + " already");
    process.state = as;
    traces.departed.add(process);
  }

  private void lapse(Entry entry, ProcessTrace process, boolean lapsed) {
    traces.require(
        process.isRunning() && process.lapsed != lapsed,
        Invariant.I5,
        process + (lapsed ? " lapses" : " resumes") + ", but is not in a state to");
    process.lapse(lapsed);
  }
}
