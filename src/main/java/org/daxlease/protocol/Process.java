package org.daxlease.protocol;

import java.util.UUID;

/**
 * What the rules know of a process.
 *
 * @param lapsed it missed its heartbeats
 * @param killed it has got its one SIGKILL
 */
public record Process(UUID id, ProcessState state, boolean lapsed, boolean killed) {

  public boolean isRunning() {
    return state == ProcessState.RUNNING;
  }

  Process become(ProcessState next) {
    if (!state.mayBecome(next)) {
      throw new IllegalStateException("a process cannot go from " + state + " to " + next);
    }
    return new Process(id, next, lapsed, killed);
  }

  Process lapse() {
    return new Process(id, state, true, killed);
  }

  Process afterKill() {
    return new Process(id, state, lapsed, true);
  }
}
