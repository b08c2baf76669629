package org.daxlease.coordination;

import jakarta.persistence.EntityManager;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import org.daxlease.journal.Journal;
import org.daxlease.protocol.Change;
import org.daxlease.protocol.SignalKind;
import org.daxlease.sql.EntityTable;
import org.daxlease.sql.Parameters;
import org.daxlease.sql.RoundTrip;
import org.springframework.stereotype.Component;

/** Writes a unit of work: rows first, the journal, whose counter is the last lock, at the end. */
@Component
class UnitOfWorkWriter {

  private static final String MARK_KILLED =
      """
      update process set killed = true, version = version + 1
        where id = any(cast(? as uuid array)) and killed = false
      """;

  private final EntityManager entities;
  private final SliceWriter writer;
  private final Journal journal;
  private final DeadlineHints hints;
  private final EntityTable<ProcessEntity> processRows = new EntityTable<>(ProcessEntity.class);
  private final EntityTable<SignalEntity> signalRows = new EntityTable<>(SignalEntity.class);

  UnitOfWorkWriter(
      EntityManager entities, SliceWriter writer, Journal journal, DeadlineHints hints) {
    this.entities = entities;
    this.writer = writer;
    this.journal = journal;
    this.hints = hints;
  }

  /** Ends the reading: from here on rows are copies, and nothing is flushed behind our back. */
  void detach() {
    entities.clear();
  }

  /** Makes the rows, and adds them to a round trip. */
  void rows(UnitOfWork unit, RoundTrip trip) {
    entities.flush();
    writer.write(unit, trip);
    for (UUID fileId : unit.changes.keySet()) {
      Slice slice = unit.slice(fileId);
      if (slice.file.removed && !slice.before.file().removed()) {
        // After all that went with it: the last word on the file.
        FileEvents.tell(unit, slice.file, "removed");
      }
    }
    markKilled(unit, trip);
    processRows.update(trip, List.copyOf(unit.changedProcesses));
  }

  /** Ends the round trip with the journal. */
  void append(UnitOfWork unit, RoundTrip trip) {
    LongSupplier first =
        journal.append(trip, unit.lines.stream().map(UnitOfWork.Line::entry).toList());
    if (unit.lines.stream().anyMatch(line -> line.signal() != null)) {
      // Signals bear the positions of their entries.
      trip.execute();
      signals(unit, first.getAsLong(), trip);
    }
    hints.tell(unit);
  }

  private void signals(UnitOfWork unit, long first, RoundTrip trip) {
    List<SignalEntity> signals = new ArrayList<>();
    long position = first;
    for (UnitOfWork.Line line : unit.lines) {
      Change.Signalled signal = line.signal();
      if (signal != null) {
        unit.sent.add(new UnitOfWork.Sent(position, signal));
        signals.add(
            new SignalEntity(
                position, signal.to().breakId(), signal.to().processId(), signal.kind(), unit.now));
      }
      position++;
    }
    signalRows.insert(trip, signals);
  }

  /** Whoever sends a SIGKILL holds the process's lock, so this is once per process. */
  private static void markKilled(UnitOfWork unit, RoundTrip trip) {
    List<UUID> killed =
        unit.lines.stream()
            .map(UnitOfWork.Line::signal)
            .flatMap(Stream::ofNullable)
            .filter(signal -> signal.kind() == SignalKind.SIGKILL)
            .map(signal -> signal.to().processId())
            .toList();
    if (!killed.isEmpty()) {
      trip.update(
          MARK_KILLED,
          Parameters.ids(killed),
          rows -> {
            if (rows != killed.size()) {
              throw new IllegalStateException("a process was to be killed twice");
            }
          });
    }
  }
}
