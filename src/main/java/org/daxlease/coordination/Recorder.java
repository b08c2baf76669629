package org.daxlease.coordination;

import jakarta.persistence.EntityManager;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import org.daxlease.journal.Journal;
import org.daxlease.protocol.Change;
import org.hibernate.Session;
import org.hibernate.StatelessSession;
import org.springframework.stereotype.Component;

/** Writes a unit of work: rows first, the journal, whose counter is the last lock, at the end. */
@Component
class Recorder {

  private final EntityManager entities;
  private final SliceWriter writer;
  private final ProcessRepository processes;
  private final Journal journal;
  private final DeadlineHints hints;

  Recorder(
      EntityManager entities,
      SliceWriter writer,
      ProcessRepository processes,
      Journal journal,
      DeadlineHints hints) {
    this.entities = entities;
    this.writer = writer;
    this.processes = processes;
    this.journal = journal;
    this.hints = hints;
  }

  void writeRows(UnitOfWork unit) {
    writer.write(unit);
    for (UUID fileId : unit.changes.keySet()) {
      Slice slice = unit.slice(fileId);
      if (slice.file.removed && !slice.before.file().removed()) {
        // After all that went with it: the last word on the file.
        unit.tell(FileEntry.of(unit, slice.file, "removed"));
      }
    }
    markKilled(unit);
    if (!unit.changedRows.isEmpty()) {
      inBulk(bulk -> bulk.updateMultiple(List.copyOf(unit.changedRows)));
    }
    entities.flush();
  }

  void append(UnitOfWork unit) {
    long position = journal.append(unit.lines.stream().map(UnitOfWork.Line::entry).toList());
    List<SignalEntity> signals = new ArrayList<>();
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
    if (!signals.isEmpty()) {
      inBulk(bulk -> bulk.insertMultiple(signals));
    }
    hints.tell(unit);
  }

  private void inBulk(Consumer<StatelessSession> work) {
    try (StatelessSession bulk =
        entities.unwrap(Session.class).statelessWithOptions().connection().open()) {
      work.accept(bulk);
    }
  }

  /** Whoever sends a SIGKILL holds the process's lock, so this is once per process. */
  private void markKilled(UnitOfWork unit) {
    for (UnitOfWork.Line line : unit.lines) {
      Change.Signalled signal = line.signal();
      if (signal != null && signal.kind() == org.daxlease.protocol.SignalKind.SIGKILL) {
        int rows = processes.markKilled(signal.to().processId());
        if (rows != 1) {
          throw new IllegalStateException("a process was to be killed twice");
        }
      }
    }
  }
}
