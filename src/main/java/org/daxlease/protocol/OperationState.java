package org.daxlease.protocol;

import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;

/** States of an operation. */
public enum OperationState implements Transitions<OperationState> {
  /** An earlier unfinished operation overlaps. */
  QUEUED,
  /** Only holders are in the way. */
  BREAKING,
  GRANTED,
  COMPLETED,
  CANCELLED,
  EXPIRED,
  REFUSED;

  @Override
  public Set<OperationState> next() {
    return switch (this) {
      case QUEUED -> Set.of(BREAKING, GRANTED, CANCELLED, REFUSED);
      case BREAKING -> Set.of(GRANTED, CANCELLED, REFUSED);
      case GRANTED -> Set.of(COMPLETED, CANCELLED, EXPIRED);
      case COMPLETED, CANCELLED, EXPIRED, REFUSED -> Set.of();
    };
  }

  /** Those that are unfinished. */
  public static Set<OperationState> unfinished() {
    return Arrays.stream(values())
        .filter(OperationState::isUnfinished)
        .collect(Collectors.toUnmodifiableSet());
  }

  public boolean isWaiting() {
    return this == QUEUED || this == BREAKING;
  }

  /** Whether it still has its place in the FIFO of its range. */
  public boolean isUnfinished() {
    return isWaiting() || this == GRANTED;
  }
}
