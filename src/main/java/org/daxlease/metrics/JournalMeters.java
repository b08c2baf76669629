package org.daxlease.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;
import org.daxlease.coordination.Caller;
import org.daxlease.journal.CommittedEntry;
import org.daxlease.journal.Entry;
import org.daxlease.journal.JournalListener;
import org.daxlease.protocol.OperationKind;
import org.daxlease.protocol.OperationState;
import org.daxlease.protocol.SignalKind;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Counts what this replica has committed, entry by entry: each is counted by exactly one replica,
 * so the sum over all of them is what happened.
 */
@Component
class JournalMeters implements JournalListener {

  private static final JsonMapper JSON = JsonMapper.shared();
  private static final String OPERATION = "operation.";
  private static final String SIGNAL = "signal.";

  private final MeterRegistry registry;
  private final DurationTimers durations;
  private final Counter entries;

  JournalMeters(MeterRegistry registry) {
    this.registry = registry;
    this.durations = new DurationTimers(registry);
    this.entries =
        Counter.builder("daxlease.journal.entries")
            .description("Journal entries appended")
            .register(registry);
    for (OperationKind kind : OperationKind.values()) {
      requested(kind.name());
    }
    for (OperationState state : OperationState.values()) {
      if (state.isFinal()) {
        ended(state.name());
      }
    }
    for (SignalKind kind : SignalKind.values()) {
      signals(kind.name());
    }
    for (boolean either : List.of(true, false)) {
      granted(either);
      conflicts(either);
      fenced(either);
    }
    breaksBegun();
    grantsExpired();
    lapsed();
  }

  @Override
  public void committed(List<CommittedEntry> recorded) {
    entries.increment(recorded.size());
    recorded.forEach(each -> count(each.entry()));
    countConflicts(recorded);
  }

  private void count(Entry entry) {
    String type = entry.type();
    if (type.startsWith(SIGNAL)) {
      signals(type.substring(SIGNAL.length()).toUpperCase(Locale.ROOT)).increment();
      return;
    }
    switch (type) {
      case "operation.requested" -> requested(data(entry).path("kind").asString()).increment();
      case "operation.granted" -> {
        JsonNode data = data(entry);
        granted(data.path("confirmed").asBoolean()).increment();
        durations.granted(entry, data);
      }
      case "operation.completed", "operation.refused" -> countEnd(entry);
      case "operation.cancelled" -> {
        countEnd(entry);
        durations.fired(entry, data(entry), "WAIT");
      }
      case "operation.expired" -> {
        countEnd(entry);
        grantsExpired().increment();
        durations.fired(entry, data(entry), "GRANT");
      }
      case "operation.reopened" -> durations.fired(entry, data(entry), "REOPENING");
      case "break.begun" -> breaksBegun().increment();
      case "break.advanced" -> durations.fired(entry, data(entry), "STAGE");
      case "break.ended" -> {
        JsonNode data = data(entry);
        durations.broken(entry, data);
        durations.fired(entry, data, "FENCE");
      }
      case "process.fenced" ->
          fenced(Caller.COORDINATOR.principal().equals(entry.principal())).increment();
      case "process.lapsed" -> {
        lapsed().increment();
        durations.fired(entry, data(entry), "HEARTBEAT");
      }
      default -> {}
    }
  }

  private void countEnd(Entry entry) {
    ended(entry.type().substring(OPERATION.length()).toUpperCase(Locale.ROOT)).increment();
  }

  /**
   * The leases that stood in the way of an operation, and the operations that no lease stood in the
   * way of: what the RFC's tracepoint {@code leases_conflict} says with 1 and 0.
   */
  private void countConflicts(List<CommittedEntry> recorded) {
    Set<UUID> undisturbed = new HashSet<>();
    for (CommittedEntry each : recorded) {
      Entry entry = each.entry();
      if (entry.type().equals("operation.requested")) {
        undisturbed.add(entry.refs().operationId());
      } else if (entry.type().equals("lease.conflict")) {
        conflicts(true).increment();
        undisturbed.remove(UUID.fromString(data(entry).path("operationId").asString()));
      }
    }
    conflicts(false).increment(undisturbed.size());
  }

  private static JsonNode data(Entry entry) {
    return JSON.readTree(entry.data());
  }

  private Counter requested(String kind) {
    return counter("daxlease.operations.requested", "Operations requested", "kind", kind);
  }

  private Counter granted(boolean confirmed) {
    return counter(
        "daxlease.operations.granted",
        "Grants, and whether everybody who was in the way is known to be gone",
        "confirmed",
        Boolean.toString(confirmed));
  }

  private Counter ended(String state) {
    return counter("daxlease.operations.ended", "Operations that ended", "state", state);
  }

  private Counter signals(String kind) {
    return counter("daxlease.signals", "Signals sent to processes", "kind", kind);
  }

  private Counter conflicts(boolean found) {
    return counter(
        "daxlease.conflicts",
        "Leases in the way of an operation (true), operations without one (false)",
        "found",
        Boolean.toString(found));
  }

  private Counter fenced(boolean byCoordinator) {
    return counter(
        "daxlease.processes.fenced",
        "Processes fenced, by the coordinator itself or by an operator",
        "by",
        byCoordinator ? "coordinator" : "operator");
  }

  private Counter breaksBegun() {
    return counter("daxlease.breaks.begun", "Breaks begun");
  }

  private Counter grantsExpired() {
    return counter("daxlease.grants.expired", "Grants that were not used in time");
  }

  private Counter lapsed() {
    return counter("daxlease.processes.lapsed", "Processes that missed a heartbeat");
  }

  private Counter counter(String name, String description, String... tags) {
    return Counter.builder(name).description(description).tags(tags).register(registry);
  }
}
