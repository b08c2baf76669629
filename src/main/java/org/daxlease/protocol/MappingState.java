package org.daxlease.protocol;

import java.util.Set;

/** States of a mapping. */
public enum MappingState implements Transitions<MappingState> {
  MAPPED,
  UNMAPPED;

  @Override
  public Set<MappingState> next() {
    return this == MAPPED ? Set.of(UNMAPPED) : Set.of();
  }
}
