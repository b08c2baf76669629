package org.daxlease.protocol;

import java.util.Set;

/** How far up the ladder a break is. SIGBUS may repeat (rule 15, SIGBUS_ONLY). */
public enum BreakStage implements Transitions<BreakStage> {
  SIGIO,
  SIGBUS,
  SIGKILL;

  /** What the holder is sent when a break gets there. */
  SignalKind signal() {
    return switch (this) {
      case SIGIO -> SignalKind.SIGIO;
      case SIGBUS -> SignalKind.SIGBUS;
      case SIGKILL -> SignalKind.SIGKILL;
    };
  }

  @Override
  public Set<BreakStage> next() {
    return switch (this) {
      case SIGIO -> Set.of(SIGIO, SIGBUS, SIGKILL);
      case SIGBUS -> Set.of(SIGBUS, SIGKILL);
      case SIGKILL -> Set.of(SIGKILL);
    };
  }
}
