package org.daxlease.bench.load;

import org.jspecify.annotations.Nullable;

/** What the connections of a load ask for. */
@FunctionalInterface
public interface Work {

  /** The next request of a connection, sent before anything else is asked; null if it is done. */
  byte @Nullable [] next(int connection);

  /** What it was answered; every answer is a success. */
  default void answered(int connection, Answer answer) {}
}
