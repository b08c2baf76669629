package org.daxlease.stream;

import java.util.List;
import java.util.UUID;
import org.daxlease.coordination.Caller;
import org.daxlease.coordination.Queries;
import org.daxlease.coordination.SignalQueries;
import org.daxlease.journal.Recorded;
import org.springframework.stereotype.Component;

/** Asks the domain which signals a process has still to hear of. */
@Component
class DomainSignals implements PendingSignals {

  private final SignalQueries signals;
  private final Queries queries;

  DomainSignals(SignalQueries signals, Queries queries) {
    this.signals = signals;
    this.queries = queries;
  }

  @Override
  public boolean maySee(Caller caller, UUID processId) {
    return queries.maySeeProcess(caller, processId);
  }

  @Override
  public boolean processExists(UUID processId) {
    return signals.processExists(processId);
  }

  @Override
  public List<Recorded> pending(UUID processId) {
    return signals.pending(processId);
  }
}
