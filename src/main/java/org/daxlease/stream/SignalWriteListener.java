package org.daxlease.stream;

import org.daxlease.coordination.Caller;

/** Wants to know that a signal was written to somebody who may stand in for its process. */
@FunctionalInterface
interface SignalWriteListener {

  /** Called on the stream's thread, so it must return at once. */
  void written(long position, Caller to);
}
