package org.daxlease.coordination;

import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.UUID;
import org.daxlease.sql.AfterCommit;
import org.daxlease.sql.Columns;
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

  /**
   * Locks what heartbeats acknowledge: signals to these very processes that are not acknowledged
   * yet. What is somebody else's, or none, is passed over.
   *
   * @return whose each of them is, by position
   */
  Map<Long, UUID> lock(Collection<SendHeartbeat> beats) {
    var positions = new TreeSet<Long>();
    beats.forEach(beat -> positions.addAll(beat.acknowledged()));
    if (positions.isEmpty()) {
      return Map.of();
    }
    List<UUID> processes = beats.stream().map(SendHeartbeat::processId).distinct().toList();
    Map<Long, UUID> locked = new HashMap<>();
    for (List<Long> part : Columns.inParts(List.copyOf(positions))) {
      signals.lockUnacknowledged(part, processes).forEach(s -> locked.put(s.position, s.processId));
    }
    return locked;
  }

  /** Marks signals that have been locked. */
  void take(Collection<Long> acknowledged, Instant now) {
    if (acknowledged.isEmpty()) {
      return;
    }
    List<Long> positions = acknowledged.stream().sorted().toList();
    Columns.inParts(positions).forEach(part -> signals.acknowledge(part, now));
    AfterCommit.tell(() -> positions.forEach(evidence::acknowledged));
  }
}
