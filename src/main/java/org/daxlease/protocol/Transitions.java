package org.daxlease.protocol;

import java.util.Set;

/** A state enum that knows which states may follow which. */
public interface Transitions<S extends Enum<S> & Transitions<S>> {

  /** The states that may directly follow this one; empty for a final state. */
  Set<S> next();

  default boolean mayBecome(S to) {
    return next().contains(to);
  }

  /**
   * The next state; no other may follow.
   *
   * @throws IllegalStateException if it may not follow this one
   */
  default S become(S to) {
    if (!mayBecome(to)) {
      throw new IllegalStateException(
          getClass().getSimpleName() + " cannot go from " + this + " to " + to);
    }
    return to;
  }

  default boolean isFinal() {
    return next().isEmpty();
  }
}
