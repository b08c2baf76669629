package org.daxlease.stream;

import java.util.List;
import java.util.UUID;
import org.daxlease.coordination.Caller;
import org.daxlease.journal.Recorded;

/** What a process's signal stream must know of the domain. */
interface PendingSignals {

  /** Whether a caller may look at a process, there or not. */
  boolean maySee(Caller caller, UUID processId);

  /** Whether such a process was ever registered, gone or not. */
  boolean processExists(UUID processId);

  /**
   * The signals of the process that are not acknowledged and whose break still runs, by position:
   * what a signal handler that was away must still hear of.
   */
  List<Recorded> pending(UUID processId);
}
