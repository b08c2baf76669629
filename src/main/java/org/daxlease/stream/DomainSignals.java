package org.daxlease.stream;

import java.util.List;
import java.util.UUID;
import org.daxlease.coordination.SignalEvidence;
import org.daxlease.coordination.SignalQueries;
import org.daxlease.journal.Recorded;
import org.daxlease.protocol.DeliveryPath;
import org.springframework.stereotype.Component;

/** What streams of signals and the domain have to tell each other. */
@Component
class DomainSignals implements PendingSignals, SignalWitness {

  private final SignalQueries signals;
  private final SignalEvidence evidence;

  DomainSignals(SignalQueries signals, SignalEvidence evidence) {
    this.signals = signals;
    this.evidence = evidence;
  }

  @Override
  public void written(long position) {
    evidence.delivered(position, DeliveryPath.STREAM);
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
