package org.daxlease.coordination;

import jakarta.persistence.EntityManager;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.daxlease.protocol.ByteRange;
import org.daxlease.protocol.Change;
import org.daxlease.protocol.EndReason;
import org.daxlease.protocol.FileFacts;
import org.daxlease.protocol.Lease;
import org.daxlease.protocol.LeaseBreak;
import org.daxlease.protocol.Mapping;
import org.daxlease.protocol.Operation;
import org.daxlease.protocol.Pin;
import org.hibernate.Session;
import org.hibernate.StatelessSession;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Writes what the rules changed: facts that are not the same as they were read, in JDBC batches by
 * table. Every update checks the version of its row, and Hibernate checks every row count.
 */
@Component
class SliceWriter {

  private final EntityManager entities;
  private final MappingRepository mappings;

  SliceWriter(EntityManager entities, MappingRepository mappings) {
    this.entities = entities;
    this.mappings = mappings;
  }

  /** Writes one file's changes; {@code label} is of the operation that it may have requested. */
  void write(
      Slice slice, List<Change> changes, OperationEntity.@Nullable Label label, Instant now) {
    if (changes.isEmpty()) {
      return;
    }
    var rows = new Rows(slice, reasons(changes), now);
    rows.file();
    slice.state().mappings().forEach(rows::mapping);
    slice.state().leases().forEach(rows::lease);
    slice.state().pins().forEach(rows::pin);
    slice.state().breaks().forEach(rows::leaseBreak);
    Set<UUID> touched = operationsOfBreaks(changes);
    slice.state().operations().forEach(o -> rows.operation(o, label, touched.contains(o.id())));
    try (StatelessSession bulk =
        entities.unwrap(Session.class).statelessWithOptions().connection().open()) {
      bulk.insertMultiple(rows.added);
      bulk.updateMultiple(rows.changed);
      bulk.insertMultiple(joins(changes));
    }
    long lowest = lowestEnd(slice, changes);
    if (lowest < slice.before.file().size()) {
      mappings.cut(slice.fileId(), ByteRange.roundUp(lowest, slice.file.pageSize));
    }
  }

  /** Several operations may complete at once: growing again does not revive a mapping (rule 11). */
  private static long lowestEnd(Slice slice, List<Change> changes) {
    long lowest = slice.before.file().size();
    for (Change change : changes) {
      if (change instanceof Change.OperationCompleted(_, FileFacts file)) {
        lowest = Math.min(lowest, file.size());
      }
    }
    return lowest;
  }

  /** Why things ended, which the facts themselves do not say. */
  private static Map<UUID, String> reasons(List<Change> changes) {
    Map<UUID, String> reasons = new HashMap<>();
    for (Change change : changes) {
      switch (change) {
        case Change.PinUnpinned c -> reasons.put(c.pin().id(), pinReason(c.reason()));
        case Change.PinRevoked c -> reasons.put(c.pin().id(), "FENCE");
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

    final List<Object> added = new ArrayList<>();
    final List<Object> changed = new ArrayList<>();
    private final Slice slice;
    private final Map<UUID, String> reasons;
    private final Instant now;

    Rows(Slice slice, Map<UUID, String> reasons, Instant now) {
      this.slice = slice;
      this.reasons = reasons;
      this.now = now;
    }

    void file() {
      if (!slice.state().file().equals(slice.before.file())) {
        slice.file.become(slice.state().file());
        changed.add(slice.file);
      }
    }

    void mapping(Mapping fact) {
      MappingEntity row = slice.mappings.get(fact.id());
      if (row == null) {
        add(slice.mappings, fact.id(), new MappingEntity(slice.fileId(), fact, now));
      } else if (fact.state() != row.state) {
        row.become(fact, now, reasons.get(fact.id()));
        changed.add(row);
      }
    }

    void lease(Lease fact) {
      LeaseEntity row = slice.leases.get(fact.id());
      if (row == null) {
        add(slice.leases, fact.id(), new LeaseEntity(slice.fileId(), fact, now));
      } else if (fact != slice.before.lease(fact.id())) {
        row.become(fact, now);
        changed.add(row);
      }
    }

    void pin(Pin fact) {
      PinEntity row = slice.pins.get(fact.id());
      if (row == null) {
        add(slice.pins, fact.id(), new PinEntity(slice.fileId(), fact, now));
      } else if (fact != slice.before.pin(fact.id())) {
        row.become(fact, now, reasons.get(fact.id()));
        changed.add(row);
      }
    }

    void leaseBreak(LeaseBreak fact) {
      BreakEntity row = slice.breaks.get(fact.id());
      if (row == null) {
        add(slice.breaks, fact.id(), new BreakEntity(slice.fileId(), fact, now));
      } else if (fact != slice.before.leaseBreak(fact.id())) {
        row.become(fact, now);
        changed.add(row);
      }
    }

    void operation(Operation fact, OperationEntity.@Nullable Label label, boolean touched) {
      OperationEntity row = slice.operations.get(fact.id());
      if (row == null) {
        row = new OperationEntity(slice.fileId(), fact, Objects.requireNonNull(label), now);
        row.become(fact, now, reasons.get(fact.id()));
        add(slice.operations, fact.id(), row);
      } else if (touched || fact != slice.before.operation(fact.id())) {
        row.become(fact, now, reasons.get(fact.id()));
        changed.add(row);
      }
    }

    private <E> void add(Map<UUID, E> rows, UUID id, E row) {
      rows.put(id, row);
      added.add(Objects.requireNonNull(row));
    }
  }
}
