package org.daxlease.coordination;

import jakarta.persistence.EntityManager;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.daxlease.journal.Journal;
import org.daxlease.protocol.Change;
import org.daxlease.sql.EntityTable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/** Writes a unit of work: rows first, the journal, whose counter is the last lock, at the end. */
@Component
class Recorder {

  private final EntityManager entities;
  private final SliceWriter writer;
  private final ProcessRepository processes;
  private final Journal journal;
  private final DeadlineHints hints;
  private final JdbcTemplate jdbc;
  private final EntityTable<ProcessEntity> processRows = new EntityTable<>(ProcessEntity.class);
  private final EntityTable<SignalEntity> signalRows = new EntityTable<>(SignalEntity.class);

  Recorder(
      EntityManager entities,
      SliceWriter writer,
      ProcessRepository processes,
      Journal journal,
      DeadlineHints hints,
      JdbcTemplate jdbc) {
    this.entities = entities;
    this.writer = writer;
    this.processes = processes;
    this.journal = journal;
    this.hints = hints;
    this.jdbc = jdbc;
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
    processRows.update(jdbc, List.copyOf(unit.changedProcesses));
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
    signalRows.insert(jdbc, signals);
    hints.tell(unit);
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
