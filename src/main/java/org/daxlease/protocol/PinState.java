package org.daxlease.protocol;

import java.util.Set;

/** States of a pin. */
public enum PinState implements Transitions<PinState> {
  PINNED,
  UNPINNED,
  REVOKED;

  @Override
  public Set<PinState> next() {
    return switch (this) {
      case PINNED -> Set.of(UNPINNED, REVOKED);
      case UNPINNED, REVOKED -> Set.of();
    };
  }
}
