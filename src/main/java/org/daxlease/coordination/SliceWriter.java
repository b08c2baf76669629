package org.daxlease.coordination;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import java.util.stream.LongStream;
import org.daxlease.protocol.ByteRange;
import org.daxlease.protocol.Change;
import org.daxlease.protocol.EndReason;
import org.daxlease.protocol.FileFacts;
import org.daxlease.protocol.Lease;
import org.daxlease.protocol.LeaseBreak;
import org.daxlease.protocol.Mapping;
import org.daxlease.protocol.Operation;
import org.daxlease.protocol.Pin;
import org.daxlease.protocol.PolicyOverrides;
import org.daxlease.sql.EntityTable;
import org.daxlease.sql.Parameters;
import org.daxlease.sql.RoundTrip;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Writes what the rules changed: facts that are not the same as they were read, with a statement or
 * two for each table. Every update checks the versions of its rows.
 */
@Component
class SliceWriter {

  /** A truncate cuts every mapping that reaches behind the new end, for good. */
  private static final String CUT =
      """
      update mapping set valid_end = ?, version = version + 1
        where file_id = ? and state = 'MAPPED' and valid_end > ?
      """;

  private final EntityTable<FileEntity> fileRows =
      new EntityTable<>(FileEntity.class, PolicyOverrides.class, new PolicyOverridesConverter());
  private final EntityTable<MappingEntity> mappingRows = new EntityTable<>(MappingEntity.class);
  private final EntityTable<LeaseEntity> leaseRows = new EntityTable<>(LeaseEntity.class);
  private final EntityTable<PinEntity> pinRows = new EntityTable<>(PinEntity.class);
  private final EntityTable<BreakEntity> breakRows = new EntityTable<>(BreakEntity.class);
  private final EntityTable<OperationEntity> operationRows =
      new EntityTable<>(OperationEntity.class);
  private final EntityTable<OperationBreakEntity> joinRows =
      new EntityTable<>(OperationBreakEntity.class);

  /** Writes the changes of all files together, so that statements do not grow with files. */
  void write(UnitOfWork unit, RoundTrip trip) {
    var rows = new Rows(unit.now);
    List<OperationBreakEntity> joined = new ArrayList<>();
    unit.changes.forEach((fileId, changes) -> {
      rows.take(unit.slice(fileId), changes, unit.label);
      joined.addAll(joins(changes));
    });
    rows.files.addAll(unit.changedFiles);
    fileRows.update(trip, rows.files);
    rows.mappings.write(mappingRows, trip);
    rows.leases.write(leaseRows, trip);
    rows.pins.write(pinRows, trip);
    rows.breaks.write(breakRows, trip);
    rows.operations.write(operationRows, trip);
    joinRows.insert(trip, joined);
    unit.changes.forEach((fileId, changes) -> cutMappings(unit.slice(fileId), changes, trip));
  }

  private static void cutMappings(Slice slice, List<Change> changes, RoundTrip trip) {
    lowestCut(slice.before.file().size(), changes)
        .ifPresent(lowest -> {
          long end = ByteRange.roundUp(lowest, slice.file.pageSize);
          trip.update(CUT, Parameters.of(end, slice.fileId(), end), _ -> {});
        });
  }

  /**
   * Several operations may complete at once, growing the file before or after one shrinks it: that
   * revives no mapping (rule 11).
   */
  private static OptionalLong lowestCut(long size, List<Change> changes) {
    LongStream.Builder cuts = LongStream.builder();
    long before = size;
    for (Change change : changes) {
      if (change instanceof Change.OperationCompleted(_, FileFacts file)) {
        if (file.size() < before) {
          cuts.add(file.size());
        }
        before = file.size();
      }
    }
    return cuts.build().min();
  }

  /** Why things ended, which the facts themselves do not say. */
  private static Map<UUID, String> reasons(List<Change> changes) {
    Map<UUID, String> reasons = new HashMap<>();
    for (Change change : changes) {
      switch (change) {
        case Change.PinUnpinned c -> reasons.put(c.pin().id(), pinReason(c.reason()));
        case Change.PinRevoked c -> reasons.put(c.pin().id(), EndReason.FENCE.name());
        case Change.MappingUnmapped c -> reasons.put(c.mapping().id(), c.reason().name());
        case Change.OperationCancelled c -> reasons.put(c.operation().id(), c.reason().name());
        case Change.OperationRefused c -> reasons.put(c.operation().id(), c.code().name());
        default -> {}
      }
    }
    return reasons;
  }

  /** What the end of a pin is called where it is shown. */
  private static String pinReason(EndReason reason) {
    return reason == EndReason.REQUEST ? "UNPIN" : reason.name();
  }

  /** Operations show their breaks: what happens to a break makes a new version of them. */
  private static Set<UUID> operationsOfBreaks(List<Change> changes) {
    Set<UUID> touched = new HashSet<>();
    for (Change change : changes) {
      if (change instanceof Change.BreakAdvanced(LeaseBreak advanced)) {
        touched.addAll(advanced.operations());
      } else if (change instanceof Change.BreakDelivered(LeaseBreak delivered, _)) {
        touched.addAll(delivered.operations());
      } else if (change instanceof Change.BreakEnded(LeaseBreak ended, _)) {
        touched.addAll(ended.operations());
      }
    }
    return touched;
  }

  private static List<OperationBreakEntity> joins(List<Change> changes) {
    List<OperationBreakEntity> joins = new ArrayList<>();
    for (Change change : changes) {
      if (change instanceof Change.BreakBegun(LeaseBreak begun, _, _)) {
        begun.operations().forEach(o -> joins.add(new OperationBreakEntity(o, begun.id())));
      } else if (change instanceof Change.OperationRequested(Operation asked, List<UUID> joined)) {
        joined.forEach(b -> joins.add(new OperationBreakEntity(asked.id(), b)));
      }
    }
    return joins;
  }

  /** The rows to be written, table by table in the order in which they refer to each other. */
  private static final class Rows {

    private final List<FileEntity> files = new ArrayList<>();
    private final Written<MappingEntity> mappings = new Written<>();
    private final Written<LeaseEntity> leases = new Written<>();
    private final Written<PinEntity> pins = new Written<>();
    private final Written<BreakEntity> breaks = new Written<>();
    private final Written<OperationEntity> operations = new Written<>();
    private final Instant now;

    Rows(Instant now) {
      this.now = now;
    }

    /** Takes one file's; {@code label} is of the operation that it may have requested. */
    void take(Slice slice, List<Change> changes, OperationEntity.@Nullable Label label) {
      Map<UUID, String> reasons = reasons(changes);
      file(slice);
      slice.state().mappings().forEach(m -> mapping(slice, m, reasons));
      slice.state().leases().forEach(l -> lease(slice, l));
      slice.state().pins().forEach(p -> pin(slice, p, reasons));
      slice.state().breaks().forEach(b -> leaseBreak(slice, b));
      Set<UUID> touched = operationsOfBreaks(changes);
      for (Operation o : slice.state().operations()) {
        String reason = reasons.get(o.id());
        if (!slice.operations.containsKey(o.id())) {
          requested(slice, o, Objects.requireNonNull(label), reason);
        } else if (touched.contains(o.id()) || o != slice.before.operation(o.id())) {
          operation(slice, o, reason);
        }
      }
    }

    private void requested(
        Slice slice, Operation fact, OperationEntity.Label label, @Nullable String reason) {
      var row = new OperationEntity(slice.fileId(), fact, label, now);
      row.become(fact, now, reason);
      add(operations, slice.operations, fact.id(), row);
    }

    private void operation(Slice slice, Operation fact, @Nullable String reason) {
      OperationEntity row = ResourceLookup.row(slice.operations, fact.id());
      row.become(fact, now, reason);
      operations.changed.add(row);
    }

    private void file(Slice slice) {
      if (!slice.state().file().equals(slice.before.file())) {
        slice.file.become(slice.state().file());
        files.add(slice.file);
      }
    }

    private void mapping(Slice slice, Mapping fact, Map<UUID, String> reasons) {
      MappingEntity row = slice.mappings.get(fact.id());
      if (row == null) {
        row = new MappingEntity(slice.fileId(), fact, now);
        add(mappings, slice.mappings, fact.id(), row);
      } else if (fact.state() != row.state) {
        row.become(fact, now, reasons.get(fact.id()));
        mappings.changed.add(row);
      }
    }

    private void lease(Slice slice, Lease fact) {
      LeaseEntity row = slice.leases.get(fact.id());
      if (row == null) {
        add(leases, slice.leases, fact.id(), new LeaseEntity(slice.fileId(), fact, now));
      } else if (fact != slice.before.lease(fact.id())) {
        row.become(fact, now);
        leases.changed.add(row);
      }
    }

    private void pin(Slice slice, Pin fact, Map<UUID, String> reasons) {
      PinEntity row = slice.pins.get(fact.id());
      if (row == null) {
        add(pins, slice.pins, fact.id(), new PinEntity(slice.fileId(), fact, now));
      } else if (fact != slice.before.pin(fact.id())) {
        row.become(fact, now, reasons.get(fact.id()));
        pins.changed.add(row);
      }
    }

    private void leaseBreak(Slice slice, LeaseBreak fact) {
      BreakEntity row = slice.breaks.get(fact.id());
      if (row == null) {
        add(breaks, slice.breaks, fact.id(), new BreakEntity(slice.fileId(), fact, now));
      } else if (fact != slice.before.leaseBreak(fact.id())) {
        row.become(fact, now);
        breaks.changed.add(row);
      }
    }

    private static <E> void add(Written<E> table, Map<UUID, E> rows, UUID id, E row) {
      rows.put(id, row);
      table.added.add(row);
    }
  }

  /** The rows of a table that are to be written. */
  private static final class Written<E> {

    private final List<E> added = new ArrayList<>();
    private final List<E> changed = new ArrayList<>();

    void write(EntityTable<E> table, RoundTrip trip) {
      table.insert(trip, added);
      table.update(trip, changed);
    }
  }
}
