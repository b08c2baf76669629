package org.daxlease.protocol;

import java.util.Set;

/** States of a lease. HELD and BREAKING are live. */
public enum LeaseState implements Transitions<LeaseState> {
  HELD,
  BREAKING,
  RELEASED,
  BROKEN,
  REVOKED;

  @Override
  public Set<LeaseState> next() {
    return switch (this) {
      case HELD -> Set.of(BREAKING, RELEASED, REVOKED);
      case BREAKING -> Set.of(HELD, RELEASED, BROKEN, REVOKED);
      case RELEASED, BROKEN, REVOKED -> Set.of();
    };
  }

  public boolean isLive() {
    return this == HELD || this == BREAKING;
  }
}
