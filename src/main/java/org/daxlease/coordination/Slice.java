package org.daxlease.coordination;

import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.daxlease.protocol.Change;
import org.daxlease.protocol.Decision;
import org.daxlease.protocol.FileState;
import org.daxlease.protocol.Policy;
import org.jspecify.annotations.Nullable;

/**
 * One locked file with the rows that a command can touch, and what the rules made of them so far.
 * The rows are detached: what changed is written by {@link SliceWriter} and by nobody else.
 */
final class Slice {

  final FileEntity file;
  final Map<UUID, ProcessEntity> processes = new LinkedHashMap<>();
  final Map<UUID, MappingEntity> mappings = new HashMap<>();
  final Map<UUID, LeaseEntity> leases = new HashMap<>();
  final Map<UUID, PinEntity> pins = new HashMap<>();
  final Map<UUID, OperationEntity> operations = new HashMap<>();
  final Map<UUID, BreakEntity> breaks = new HashMap<>();

  /** What a dry run counted, where its pins are stand-ins for more than were read. */
  @Nullable PinsInTheWay counted;

  /** As it was read, with nothing decided yet. */
  final FileState before;

  private FileState now;

  Slice(FileEntity file, Policy effective) {
    this.file = file;
    this.before = new FileState(file.facts(effective));
    this.now = before;
  }

  /** Everything has been read: what is decided from here on is taken over. */
  void begin() {
    now = before.workingCopy();
  }

  UUID fileId() {
    return file.id;
  }

  FileState state() {
    return now;
  }

  /** How many rows there are of what a file may have very many of. */
  int size() {
    return pins.size() + leases.size() + breaks.size();
  }

  /** Takes a decision over; returns its changes, to be journalled in this order. */
  List<Change> take(Decision<?> decision) {
    now = decision.after();
    return decision.changes();
  }

  void put(ProcessEntity row) {
    processes.put(row.id, row);
    before.put(row.fact());
  }

  /** Says, for the rules, until when the node agent of a process's host is taken to be alive. */
  void putAgentOf(ProcessEntity row, Instant aliveUntil) {
    before.put(row.fact().withAgentUntil(aliveUntil));
  }

  void put(MappingEntity row) {
    mappings.put(row.id, row);
    before.put(row.fact());
  }

  void put(LeaseEntity row) {
    leases.put(row.id, row);
    before.put(row.fact());
  }

  void put(PinEntity row) {
    pins.put(row.id, row);
    before.put(row.fact());
  }

  void put(OperationEntity row) {
    operations.put(row.id, row);
    before.put(row.fact());
  }
}
