package org.daxlease.coordination;

import jakarta.persistence.EntityManager;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import org.daxlease.protocol.FileState;
import org.daxlease.protocol.LeaseBreak;
import org.daxlease.protocol.Operation;
import org.daxlease.protocol.Pin;
import org.daxlease.protocol.Process;
import org.jspecify.annotations.Nullable;

/** All that the database has of one file, and what of it two readings are compared by. */
final class WholeFile {

  private WholeFile() {}

  /** Every row, ended ones too: the rules on all of it are what a command on a part agrees with. */
  static FileState read(EntityManager rows, Policies policies, UUID fileId) {
    FileEntity file = rows.find(FileEntity.class, fileId);
    var state = new FileState(file.facts(policies.of(List.of(file)).apply(file)));
    of(
            rows,
            ProcessEntity.class,
            "id in (select m.processId from MappingEntity m where m.fileId",
            fileId,
            ")")
        .forEach(p -> state.put(p.fact()));
    of(rows, MappingEntity.class, fileId).forEach(m -> state.put(m.fact()));
    of(rows, LeaseEntity.class, fileId).forEach(l -> state.put(l.fact()));
    of(rows, PinEntity.class, fileId).forEach(p -> state.put(p.fact()));
    of(rows, OperationEntity.class, fileId).forEach(o -> state.put(o.fact()));
    Map<UUID, Set<UUID>> joined = new HashMap<>();
    of(
            rows,
            OperationBreakEntity.class,
            "breakId in (select b.id from BreakEntity b where b.fileId",
            fileId,
            ")")
        .forEach(j -> joined.computeIfAbsent(j.breakId, _ -> new HashSet<>()).add(j.operationId));
    of(rows, BreakEntity.class, fileId)
        .forEach(b -> state.put(b.fact(joined.getOrDefault(b.id, Set.of()))));
    return state;
  }

  private static <E> List<E> of(EntityManager rows, Class<E> type, UUID fileId) {
    return of(rows, type, "fileId", fileId, " order by e.id");
  }

  private static <E> List<E> of(
      EntityManager rows, Class<E> type, String where, UUID fileId, String rest) {
    String query =
        "select e from " + type.getSimpleName() + " e where e." + where + " = :file" + rest;
    return rows.createQuery(query, type).setParameter("file", fileId).getResultList();
  }

  /**
   * One line for each thing, in an order that does not depend on that of reading. Breaks are called
   * by what they are about, as their ids are drawn in the order in which pins were read.
   */
  static List<String> lines(FileState state) {
    List<String> lines = new ArrayList<>();
    lines.add(state.file().toString());
    Set<UUID> here = new HashSet<>();
    state.mappings().forEach(m -> here.add(m.processId()));
    state.mappings().stream()
        .map(m -> m.isMapped() ? m.toString() : "Mapping[%s, %s]".formatted(m.id(), m.state()))
        .forEach(lines::add);
    state.leases().forEach(l -> lines.add(l.toString()));
    state.operations().forEach(o -> lines.add(line(o)));
    state.breaks().forEach(b -> lines.add(line(state, b)));
    state.pins().forEach(p -> lines.add(line(state, p)));
    here.forEach(id -> lines.add(String.valueOf(state.process(id))));
    lines.sort(Comparator.naturalOrder());
    return lines;
  }

  /** What is over counts its breaks no more: nobody reads that number again. */
  private static String line(Operation operation) {
    var progress = operation.progress();
    return operation.isOpen()
        ? operation.toString()
        : "Operation[%s, %s, %s, %s]"
            .formatted(operation.id(), operation.state(), progress.grant(), progress.timers());
  }

  private static String line(FileState state, LeaseBreak of) {
    List<UUID> pins = state.pinsOf(of.id()).map(Pin::id).sorted().toList();
    List<UUID> waiting = of.operations().stream().sorted().toList();
    return "LeaseBreak[%s, %s, %d, %s, %s, %s, %s]"
        .formatted(
            of.processId(), of.leaseId(), of.epoch(), of.terms(), of.ladder(), waiting, pins);
  }

  private static String line(FileState state, Pin pin) {
    LeaseBreak wanted = state.leaseBreak(pin.breakId());
    return pin.toString().replaceFirst("breakId=[^,]*", "")
        + (wanted == null ? "-" : line(state, wanted));
  }

  /** Which things a command may name. */
  static <T> @Nullable T any(List<T> from, Random random) {
    return from.isEmpty() ? null : from.get(random.nextInt(from.size()));
  }

  static List<Process> running(FileState state, List<UUID> cast) {
    return cast.stream().map(state::process).filter(p -> p != null && p.isRunning()).toList();
  }

  static List<Operation> open(FileState state) {
    return state.operations().stream().filter(Operation::isOpen).toList();
  }
}
