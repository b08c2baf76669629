package org.daxlease.protocol;

import java.util.Set;

/** A state enum that knows which states may follow which. */
public interface Transitions<S extends Enum<S> & Transitions<S>> {

  /** The states that may directly follow this one; empty for a final state. */
  Set<S> next();

  default boolean mayBecome(S to) {
    return next().contains(to);
  }

  default boolean isFinal() {
    return next().isEmpty();
  }
}
