package org.daxlease.stream;

import java.util.List;
import java.util.UUID;
import org.daxlease.coordination.Caller;
import org.daxlease.coordination.ResourceQueries;
import org.daxlease.coordination.SignalEvidence;
import org.daxlease.coordination.SignalQueries;
import org.daxlease.journal.CommittedEntry;
import org.daxlease.protocol.DeliveryPath;
import org.springframework.stereotype.Component;

/** What streams of signals and the domain have to tell each other. */
@Component
class DomainSignals implements SignalWriteListener {

  private final SignalQueries signals;
  private final ResourceQueries queries;
  private final SignalEvidence evidence;

  DomainSignals(SignalQueries signals, ResourceQueries queries, SignalEvidence evidence) {
    this.signals = signals;
    this.queries = queries;
    this.evidence = evidence;
  }

  /** Whether a caller may look at a process, there or not. */
  boolean maySee(Caller caller, UUID processId) {
    return queries.maySeeProcess(caller, processId);
  }

  @Override
  public void written(long position, Caller to) {
    evidence.delivered(position, DeliveryPath.STREAM, to);
  }

  /** Whether such a process was ever registered, gone or not. */
  boolean processExists(UUID processId) {
    return signals.processExists(processId);
  }

  /**
   * The signals of the process that are not acknowledged and whose break still runs, by position:
   * what a signal handler that was away must still hear of.
   */
  List<CommittedEntry> pending(UUID processId) {
    return signals.pending(processId);
  }
}
