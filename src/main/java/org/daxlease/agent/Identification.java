package org.daxlease.agent;

import java.util.Optional;
import java.util.OptionalInt;
import org.daxlease.client.ProcessInfo;
import org.daxlease.linux.PidFd;
import org.daxlease.linux.Proc;
import org.daxlease.linux.StartTime;

/** Tells which process of this machine a registration means: by its start time, never by pid. */
final class Identification {

  private static final int INIT = 1;

  private final StateDirectory state;
  private final String bootId = Proc.bootId();
  private final boolean seesAll = Proc.isInitialPidNamespace();

  Identification(StateDirectory state) {
    this.state = state;
    state.sawBoot(bootId);
  }

  /** Whether a process that cannot be found is known to be gone. */
  boolean seesAll() {
    return seesAll;
  }

  Adoption identify(ProcessInfo registered) {
    Optional<StartTime> known = StartTime.parse(registered.startTime());
    if (known.isEmpty()) {
      return new Adoption.Foreign("its startTime is not <boot id>/<start ticks>");
    }
    StartTime start = known.get();
    if (registered.pid() <= INIT || registered.pid() == ProcessHandle.current().pid()) {
      return new Adoption.Foreign("a pid that is never signalled");
    }
    if (!start.bootId().equals(bootId)) {
      return state.hasSeenBoot(start.bootId())
          ? new Adoption.Gone()
          : new Adoption.Foreign("it started in a boot that is not one of this machine");
    }
    return find(registered, start);
  }

  private Adoption find(ProcessInfo registered, StartTime start) {
    Optional<PidFd> found = hold(registered.pid(), start.ticks());
    if (found.isEmpty()) {
      OptionalInt pid = Proc.inNamespace(registered.pid(), start.ticks());
      found = pid.isEmpty() ? Optional.empty() : hold(pid.getAsInt(), start.ticks());
    }
    if (found.isPresent()) {
      return new Adoption.Held(new Watched(registered, found.get()));
    }
    return seesAll
        ? new Adoption.Gone()
        : new Adoption.Foreign("it is not to be seen in this pid namespace");
  }

  /**
   * Opens a pidfd, then reads the start time, then sees that the process is still there: no other
   * can have had its pid in between.
   */
  private static Optional<PidFd> hold(int pid, long ticks) {
    Optional<PidFd> opened = PidFd.open(pid);
    if (opened.isEmpty()) {
      return opened;
    }
    PidFd pidfd = opened.get();
    boolean same = Proc.startTicks(pid).orElse(-1) == ticks && pidfd.isThere();
    if (!same || pid <= INIT || pid == ProcessHandle.current().pid()) {
      pidfd.close();
      return Optional.empty();
    }
    return opened;
  }
}
