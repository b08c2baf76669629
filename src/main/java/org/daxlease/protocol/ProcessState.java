package org.daxlease.protocol;

import java.util.Set;

/** States of a process. The final ones differ in who says so: its host or the coordinator. */
public enum ProcessState implements Transitions<ProcessState> {
  RUNNING,
  EXITED,
  KILLED;

  @Override
  public Set<ProcessState> next() {
    return switch (this) {
      case RUNNING -> Set.of(EXITED, KILLED);
      case EXITED, KILLED -> Set.of();
    };
  }
}
