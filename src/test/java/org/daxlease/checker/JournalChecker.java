package org.daxlease.checker;

import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/**
 * Replays a whole journal and says which invariants it breaks.
 *
 * <p>Entries of one transaction stand next to each other and have the same time: what may only hold
 * at a transaction's end is looked at where the time changes.
 */
public final class JournalChecker {

  private final Traces traces = new Traces();
  private final ProcessEntries processes = new ProcessEntries(traces);
  private final FileEntries files = new FileEntries(traces);
  private final PinEntries pins = new PinEntries(traces);
  private final LeaseEntries leases = new LeaseEntries(traces);
  private final OperationEntries operations = new OperationEntries(traces);
  private final BreakEntries breaks = new BreakEntries(traces);
  private final SignalEntries signals = new SignalEntries(traces);
  private final Settled settled = new Settled(traces);
  private final Map<String, Long> types = new TreeMap<>();
  private Instant moment = Instant.MIN;

  private JournalChecker() {}

  /** Checks the envelopes of a journal, from its first entry to its last, as they were listed. */
  public static Verdict check(List<JsonNode> events) {
    var checker = new JournalChecker();
    events.forEach(checker::next);
    checker.settled.check();
    return new Verdict(List.copyOf(checker.traces.violations), checker.types, checker.ledger());
  }

  private void next(JsonNode event) {
    Entry entry;
    try {
      entry = Entry.of(event);
    } catch (RuntimeException e) {
      traces.violated(Invariant.I5, "an entry cannot be read (" + e.getMessage() + "): " + event);
      traces.position++;
      return;
    }
    if (!entry.time().equals(moment)) {
      settled.check();
      moment = entry.time();
    }
    long before = traces.position;
    traces.position = entry.position();
    traces.require(
        entry.position() == before + 1,
        Invariant.I5,
        "entry " + entry.position() + " stands behind entry " + before);
    types.merge(entry.type(), 1L, Long::sum);
    about(entry, event);
    replay(entry);
  }

  /** The file that an entry is about: its lock is held, so its time only goes forward. */
  private void about(Entry entry, JsonNode event) {
    String fileId = entry.text("fileId");
    traces.require(
        event.path("subject").asString("").equals(fileId),
        Invariant.I5,
        entry.type() + " has the subject " + event.path("subject") + ", not its file " + fileId);
    FileTrace file = traces.files.get(fileId);
    if (file != null) {
      traces.touched.add(file);
      traces.require(
          !entry.time().isBefore(file.lastTime),
          Invariant.I3,
          "the time of " + file + " goes back from " + file.lastTime + " to " + entry.time());
      file.lastTime = entry.time();
    }
  }

  private void replay(Entry entry) {
    switch (entry.family()) {
      case "agent" -> traces.agents.add(entry.text("host"));
      case "process" -> processes.replay(entry);
      case "file" -> files.replayFile(entry);
      case "mapping" -> files.replayMapping(entry);
      case "pin" -> pins.replay(entry);
      case "lease" -> leases.replay(entry);
      case "operation" -> operations.replay(entry);
      case "break" -> breaks.replay(entry);
      case "signal" -> signals.replay(entry);
      default -> {
        // Not about the state that the invariants speak of: filesystems, webhooks.
      }
    }
  }

  private Ledger ledger() {
    Map<String, Set<String>> ofFiles = new LinkedHashMap<>();
    Map<String, Ledger.Layout> layouts = new LinkedHashMap<>();
    for (FileTrace file : traces.files.values()) {
      ofFiles.put(file.id, ids(file.pins));
      if (!file.removed) {
        layouts.put(file.id, new Ledger.Layout(file.size, file.generation));
      }
    }
    Map<String, Set<String>> ofProcesses = new LinkedHashMap<>();
    Map<String, String> processStates = new LinkedHashMap<>();
    for (ProcessTrace process : traces.processes.values()) {
      ofProcesses.put(process.id, ids(process.pins));
      processStates.put(process.id, process.state);
    }
    Map<String, String> leaseStates = new HashMap<>();
    traces.leases.values().forEach(l -> leaseStates.put(l.id, l.state));
    Map<String, String> operationStates = new HashMap<>();
    traces.operations.values().forEach(o -> operationStates.put(o.id, o.state));
    return new Ledger(ofFiles, ofProcesses, leaseStates, operationStates, processStates, layouts);
  }

  private static Set<String> ids(Set<PinTrace> pins) {
    return pins.stream().map(p -> p.id).collect(Collectors.toCollection(LinkedHashSet::new));
  }
}
