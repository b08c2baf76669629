package org.daxlease.protocol;

import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;

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

  /** Those that are live. */
  public static Set<LeaseState> live() {
    return Arrays.stream(values())
        .filter(LeaseState::isLive)
        .collect(Collectors.toUnmodifiableSet());
  }

  public boolean isLive() {
    return this == HELD || this == BREAKING;
  }
}
