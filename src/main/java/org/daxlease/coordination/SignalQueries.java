package org.daxlease.coordination;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.daxlease.journal.CommittedEntry;
import org.daxlease.journal.Envelopes;
import org.daxlease.journal.Event;
import org.daxlease.journal.JournalReader;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** Signals that a process has still to hear of. */
@Component
@RetryOnTransientFailure
public class SignalQueries {

  private final SignalRepository signals;
  private final ProcessRepository processes;
  private final JournalReader journal;
  private final Envelopes envelopes;

  SignalQueries(
      SignalRepository signals,
      ProcessRepository processes,
      JournalReader journal,
      Envelopes envelopes) {
    this.envelopes = envelopes;
    this.signals = signals;
    this.processes = processes;
    this.journal = journal;
  }

  /** Every signal whose break still runs and that is not acknowledged, the oldest first. */
  @Transactional(readOnly = true)
  public List<CommittedEntry> pending(UUID processId) {
    return journal.at(signals.pending(processId));
  }

  /** The same of several processes, and the last notices that each has not acknowledged. */
  Map<UUID, List<Event>> unacknowledged(Set<UUID> processIds) {
    return journal.at(signals.unacknowledged(processIds)).stream()
        .collect(
            Collectors.groupingBy(
                r -> Objects.requireNonNull(r.entry().refs().processId()),
                Collectors.mapping(envelopes::event, Collectors.toList())));
  }

  @Transactional(readOnly = true)
  public boolean processExists(UUID processId) {
    return processes.existsById(processId);
  }
}
