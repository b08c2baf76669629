package org.daxlease.coordination;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.daxlease.protocol.BreakRules;
import org.daxlease.protocol.Decision;
import org.daxlease.protocol.DepartureRules;
import org.daxlease.protocol.ProcessState;
import org.daxlease.protocol.Refusal;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/**
 * How processes end: {@code exit(2)} as their host reports it, or the coordinator's fence. The only
 * commands that touch several files in one transaction (rule 19).
 */
@Service
@Retried
public class DepartureService {

  private final Repositories rows;
  private final SliceLoader loader;
  private final Units units;
  private final Ids ids;

  DepartureService(Repositories rows, SliceLoader loader, Units units, Ids ids) {
    this.rows = rows;
    this.loader = loader;
    this.units = units;
    this.ids = ids;
  }

  /** A process exited: everything that it held goes, confirmed. */
  @Transactional
  public Outcome<ProcessView> exit(Caller caller, UUID id) {
    List<ProcessEntity> locked = rows.processes().lock(Set.of(id));
    if (locked.isEmpty()) {
      return Outcome.refused(ProcessService.noProcess(id));
    }
    ProcessEntity process = locked.getFirst();
    return switch (process.state) {
      case RUNNING -> leave(caller, process, ProcessState.EXITED, new Data());
      case KILLED -> confirm(caller, process);
      case EXITED -> Outcome.refused(new Refusal.ProcessGone(id, process.state));
    };
  }

  /** An operator declares a process dead; its host must really be cut off (rule 17). */
  @Transactional
  public Outcome<ProcessView> fence(Caller caller, UUID id, String reason) {
    List<ProcessEntity> locked = rows.processes().lock(Set.of(id));
    if (locked.isEmpty()) {
      return Outcome.refused(ProcessService.noProcess(id));
    }
    ProcessEntity process = locked.getFirst();
    return process.state == ProcessState.RUNNING
        ? leave(caller, process, ProcessState.KILLED, new Data().with("reason", reason))
        : Outcome.refused(new Refusal.ProcessGone(id, process.state));
  }

  /** The grace after SIGKILL is over: fences the process if that still holds under its lock. */
  @Transactional
  public boolean fenceOverdue(UUID processId) {
    List<ProcessEntity> locked = rows.processes().lock(Set.of(processId));
    if (locked.isEmpty() || locked.getFirst().state != ProcessState.RUNNING) {
      return false;
    }
    ProcessEntity process = locked.getFirst();
    Map<UUID, Slice> slices = everythingOf(process);
    UnitOfWork unit = units.begin(Caller.COORDINATOR, slices);
    boolean overdue = slices.values().stream().anyMatch(s -> isOverdue(s, processId, unit.now));
    if (overdue) {
      leave(unit, process, ProcessState.KILLED, new Data().with("reason", "KILL_GRACE"));
    }
    return overdue;
  }

  /** The rule is asked again: meanwhile nobody may wait any more. */
  private boolean isOverdue(Slice slice, UUID processId, Instant now) {
    return slice.breaks.values().stream()
        .filter(b -> b.processId.equals(processId))
        .map(b -> BreakRules.fire(slice.before, b.id, now, ids))
        .anyMatch(d ->
            d instanceof Decision.Accepted<BreakRules.Fired>(var fired, _, _)
                && fired == BreakRules.Fired.FENCE_DUE);
  }

  private Outcome<ProcessView> leave(
      Caller caller, ProcessEntity process, ProcessState as, Data why) {
    UnitOfWork unit = units.begin(caller, everythingOf(process));
    return leave(unit, process, as, why);
  }

  private Outcome<ProcessView> leave(
      UnitOfWork unit, ProcessEntity process, ProcessState as, Data why) {
    process.leave(as, unit.now);
    unit.changedRows.add(process);
    unit.tell(
        ProcessService.entry(unit, process, as == ProcessState.KILLED ? "fenced" : "exited", why));
    for (Slice slice : unit.slices.values()) {
      unit.take(slice.fileId(), DepartureRules.leave(slice.state(), process.id, as, unit.now, ids));
    }
    units.finish(unit);
    return Outcome.done(ProcessView.of(process));
  }

  /** The exit of a fenced process: recorded, and the outcome of its breaks stays FENCED. */
  private Outcome<ProcessView> confirm(Caller caller, ProcessEntity process) {
    UnitOfWork unit = units.begin(caller, Map.of());
    if (process.exitReportedAt == null) {
      process.exitReportedAt = unit.now;
      unit.changedRows.add(process);
      unit.tell(ProcessService.entry(unit, process, "exited", new Data().with("fenced", true)));
    }
    units.finish(unit);
    return Outcome.done(ProcessView.of(process));
  }

  private Map<UUID, Slice> everythingOf(ProcessEntity process) {
    Set<UUID> self = Set.of(process.id);
    Map<UUID, Slice> slices = loader.lock(rows.files().withThingsOf(process.id));
    loader.pinsOfProcesses(slices, self);
    loader.leases(slices, self);
    if (!slices.isEmpty()) {
      loader.mappingsOfProcess(slices, process.id);
    }
    loader.breaksOfProcesses(slices, self);
    for (Slice slice : slices.values()) {
      slice.put(process);
      if (slice.operations.values().stream()
          .anyMatch(o -> process.id.equals(o.requesterProcessId) && o.state.isWaiting())) {
        loader.everythingThatWaits(Map.of(slice.fileId(), slice));
      }
      loader.leasesOfPins(slice);
      loader.witnesses(slice, SliceLoader.Leaving.process(process.id));
      loader.processesOfRows(slice);
    }
    return slices;
  }
}
