package org.daxlease.coordination;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import org.daxlease.sql.AfterCommit;
import org.springframework.stereotype.Component;

/** What heartbeats acknowledge: evidence, too, that those signals have arrived. */
@Component
class Acknowledgements {

  private final SignalRepository signals;
  private final SignalEvidence evidence;

  Acknowledgements(SignalRepository signals, SignalEvidence evidence) {
    this.signals = signals;
    this.evidence = evidence;
  }

  /** Marks a process's own signals; what is somebody else's, or none, is passed over. */
  void take(UUID processId, Collection<Long> positions, Instant now) {
    List<Long> own = signals.unacknowledged(processId, positions);
    if (own.isEmpty()) {
      return;
    }
    if (signals.acknowledge(processId, own, now) != own.size()) {
      throw new IllegalStateException("signals were acknowledged under the lock of their process");
    }
    AfterCommit.tell(() -> own.forEach(evidence::acknowledged));
  }
}
