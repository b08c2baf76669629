package org.daxlease.checker;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Everything that the journal has told so far, and what was wrong with it. */
final class Traces {

  private static final int ENOUGH = 1000;

  final Map<String, FileTrace> files = new LinkedHashMap<>();
  final Map<String, ProcessTrace> processes = new LinkedHashMap<>();
  final Map<String, MappingTrace> mappings = new HashMap<>();
  final Map<String, PinTrace> pins = new HashMap<>();
  final Map<String, LeaseTrace> leases = new LinkedHashMap<>();
  final Map<String, OperationTrace> operations = new LinkedHashMap<>();
  final Map<String, BreakTrace> breaks = new HashMap<>();

  /** The hosts whose node agent has shown itself. */
  final Set<String> agents = new HashSet<>();

  final List<Violation> violations = new ArrayList<>();

  /** What stays wrong is said once. */
  private final Set<String> told = new HashSet<>();

  /** What the entries since the last change of time, at least one whole transaction, touched. */
  final Set<FileTrace> touched = new LinkedHashSet<>();

  final Set<ProcessTrace> departed = new LinkedHashSet<>();

  /** Who was told of which operation without having pins in its way. */
  private final Set<String> notices = new HashSet<>();

  /** How far an operator moves the ladders of an operation in this transaction. */
  final Map<OperationTrace, String> expedited = new HashMap<>();

  long position;

  void violated(Invariant invariant, String what) {
    if (violations.size() < ENOUGH && told.add(invariant + what)) {
      violations.add(new Violation(invariant, position, what));
    }
  }

  /** Reports a violation unless something holds. */
  boolean require(boolean holds, Invariant invariant, String otherwise) {
    if (!holds) {
      violated(invariant, otherwise);
    }
    return holds;
  }

  /** What an id stands for; an unknown one is a violation of its own. */
  <T> Optional<T> known(Map<String, T> all, Entry entry, String field) {
    T found = all.get(entry.text(field));
    if (found == null) {
      violated(
          Invariant.I5,
          entry.type() + " names a " + field + " of which no entry told: " + entry.text(field));
    }
    return Optional.ofNullable(found);
  }

  /** Whether an id is new; a known one comes to be a second time. */
  boolean isNew(Map<String, ?> all, Entry entry, String field) {
    return require(
        !all.containsKey(entry.text(field)),
        Invariant.I5,
        entry.type() + " for a second time: " + entry.text(field));
  }

  boolean isFirstNotice(OperationTrace operation, LeaseTrace lease) {
    return notices.add(operation.id + " " + lease.id);
  }

  /** Forgets what only mattered within a transaction. */
  void settled() {
    touched.clear();
    departed.clear();
    expedited.clear();
  }
}
