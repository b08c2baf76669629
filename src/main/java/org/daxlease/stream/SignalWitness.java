package org.daxlease.stream;

/** Wants to know that a signal was written to who stands in for its process. */
@FunctionalInterface
public interface SignalWitness {

  /** Called on the stream's thread, so it must return at once. */
  void written(long position);
}
