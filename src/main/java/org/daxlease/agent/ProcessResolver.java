package org.daxlease.agent;

import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.OptionalLong;
import org.daxlease.client.ProcessInfo;
import org.daxlease.linux.PidFd;
import org.daxlease.linux.Proc;
import org.daxlease.linux.StartTime;

/** Tells which process of this machine a registration means: by its start time, never by pid. */
final class ProcessResolver {

  private static final int INIT = 1;

  private final StateDirectory state;
  private final String bootId = Proc.bootId();
  private final boolean seesAll = Proc.seesEveryProcess();

  ProcessResolver(StateDirectory state) {
    this.state = state;
    state.sawBoot(bootId);
  }

  /** Whether a process that cannot be found is known to be gone. */
  boolean seesAll() {
    return seesAll;
  }

  ResolvedProcess identify(ProcessInfo registered) {
    Optional<StartTime> known = StartTime.parse(registered.startTime());
    if (known.isEmpty()) {
      return new ResolvedProcess.Foreign("its startTime is not <boot id>/<start ticks>");
    }
    StartTime start = known.get();
    if (!start.bootId().equals(bootId)) {
      return state.hasSeenBoot(start.bootId())
          ? new ResolvedProcess.Gone()
          : new ResolvedProcess.Foreign("it started in a boot that is not one of this machine");
    }
    return hold(registered, registered.pid(), start)
        .orElseGet(() ->
            isThread(registered.pid(), start)
                ? new ResolvedProcess.Foreign(
                    "its pid is that of a thread, which has no end of its own to report")
                : findInContainers(registered, start));
  }

  /** A thread that leads no process can be asked about like one, but not held. */
  private static boolean isThread(int pid, StartTime start) {
    OptionalLong ticks = startTicks(pid);
    return ticks.isPresent() && ticks.getAsLong() == start.ticks() && !Proc.isProcess(pid);
  }

  /** By the pid that it has in a pid namespace of its own, which may well be 1. */
  private ResolvedProcess findInContainers(ProcessInfo registered, StartTime start) {
    Proc.Found found = Proc.inNamespace(registered.pid(), start.ticks());
    if (found.pids().size() > 1) {
      return new ResolvedProcess.Foreign(
          "several processes here started then and call themselves so");
    }
    for (int pid : found.pids()) {
      Optional<ResolvedProcess> held = hold(registered, pid, start);
      if (held.isPresent()) {
        return held.get();
      }
    }
    return seesAll && found.complete()
        ? new ResolvedProcess.Gone()
        : new ResolvedProcess.Foreign("it is not to be seen here, where not all processes are");
  }

  /**
   * Opens a pidfd, then reads the start time, then sees that the process is still there: no other
   * can have had its pid in between. Empty if the process of this pid is gone, or another.
   */
  private static Optional<ResolvedProcess> hold(ProcessInfo registered, int pid, StartTime start) {
    Optional<PidFd> opened = PidFd.open(pid);
    if (opened.isEmpty()) {
      return Optional.empty();
    }
    PidFd pidfd = opened.get();
    Optional<ResolvedProcess> told = Optional.empty();
    try {
      told = tell(registered, pidfd, start);
    } finally {
      if (!(told.orElse(null) instanceof ResolvedProcess.Held)) {
        pidfd.close();
      }
    }
    return told;
  }

  private static Optional<ResolvedProcess> tell(
      ProcessInfo registered, PidFd pidfd, StartTime start) {
    OptionalLong ticks = startTicks(pidfd.pid());
    if (!pidfd.isThere() || ticks.isPresent() && ticks.getAsLong() != start.ticks()) {
      return Optional.empty();
    }
    if (ticks.isEmpty()) {
      return Optional.of(new ResolvedProcess.Foreign("its start time cannot be read"));
    }
    return Optional.of(
        pidfd.pid() == INIT || pidfd.pid() == ProcessHandle.current().pid()
            ? new ResolvedProcess.Foreign("a pid that is never signalled")
            : new ResolvedProcess.Held(new TrackedProcess(registered, pidfd)));
  }

  /** Empty as well where it may not be read. */
  private static OptionalLong startTicks(int pid) {
    try {
      return Proc.startTicks(pid);
    } catch (UncheckedIOException e) {
      return OptionalLong.empty();
    }
  }
}
