package org.daxlease.coordination;

import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.daxlease.protocol.BreakRules;
import org.daxlease.protocol.FileState;
import org.daxlease.protocol.LeaseBreak;
import org.daxlease.protocol.ProcessState;
import org.daxlease.protocol.Refusal;
import org.daxlease.protocol.TeardownRules;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/**
 * How processes end: {@code exit(2)} as their host reports it, or the coordinator's fence. Each
 * takes all that a process holds, on whatever files, in one transaction (rule 19).
 */
@Service
@RetryOnTransientFailure
public class ProcessExitService {

  private final Repositories rows;
  private final SliceLoader loader;
  private final UnitsOfWork units;
  private final AttendanceService attendance;

  ProcessExitService(
      Repositories rows, SliceLoader loader, UnitsOfWork units, AttendanceService attendance) {
    this.rows = rows;
    this.loader = loader;
    this.attendance = attendance;
    this.units = units;
  }

  /** A process exited: everything that it held goes, confirmed. */
  @Transactional
  public Outcome<ProcessView> exit(Caller caller, UUID id) {
    return lock(caller, id)
        .flatMap(process ->
            switch (process.state) {
              case RUNNING -> leave(caller, process, ProcessState.EXITED, new EventData());
              case KILLED -> confirm(caller, process);
              case EXITED -> Outcome.refused(new Refusal.ProcessGone(id, process.state));
            });
  }

  /** An operator declares a process dead; its host must really be cut off (rule 17). */
  @Transactional
  public Outcome<ProcessView> fence(Caller caller, UUID id, String reason) {
    return lock(caller, id)
        .flatMap(process ->
            process.state == ProcessState.RUNNING
                ? leave(
                    caller, process, ProcessState.KILLED, new EventData().with("reason", reason))
                : Outcome.refused(new Refusal.ProcessGone(id, process.state)));
  }

  private Outcome<ProcessEntity> lock(Caller caller, UUID id) {
    Optional<ProcessEntity> found = rows.processes().lock(Set.of(id)).stream().findFirst();
    Refusal refusal = ProcessService.unfound(caller, found.orElse(null), id);
    return refusal != null ? Outcome.refused(refusal) : Outcome.done(found.orElseThrow());
  }

  /**
   * The grace after SIGKILL is over, or a lapsed holder is waited for: fences these processes where
   * that still holds under their locks.
   *
   * @return those that it fenced
   */
  @Transactional
  public Set<UUID> fenceOverdue(Set<UUID> processIds) {
    List<ProcessEntity> locked =
        rows.processes().lock(processIds).stream()
            .filter(p -> p.state == ProcessState.RUNNING)
            .toList();
    if (locked.isEmpty()) {
      return Set.of();
    }
    // A sign of life that an agent gets an answer to comes before the fence or after it.
    rows.agents().share(locked.stream().map(p -> p.host).collect(Collectors.toSet()));
    Map<UUID, Slice> slices = everythingOf(locked);
    slices.values().forEach(loader::agentsOfKilled);
    UnitOfWork unit = units.begin(Caller.COORDINATOR, slices);
    if (!attendance.read().isUnbroken(unit.now)) {
      // This thread slept through an outage, in which nobody could say that they live.
      return Set.of();
    }
    Set<UUID> fenced = new LinkedHashSet<>();
    for (ProcessEntity process : locked) {
      // The rule is asked again: a heartbeat or an agent may have come, or nobody may wait any
      // more, be it because of the fence before this one.
      if (unit.slices.values().stream().anyMatch(s -> isOverdue(s.state(), process.id, unit.now))) {
        leave(
            unit, process, ProcessState.KILLED, new EventData().with("reason", why(unit, process)));
        fenced.add(process.id);
      }
    }
    units.finish(unit);
    return fenced;
  }

  private static boolean isOverdue(FileState state, UUID processId, Instant now) {
    return breaksOf(state, processId).anyMatch(b -> BreakRules.isFenceDue(state, b.id(), now));
  }

  private static String why(UnitOfWork unit, ProcessEntity process) {
    boolean lapsed =
        process.lapsed
            && unit.slices.values().stream()
                .flatMap(s -> breaksOf(s.state(), process.id))
                .anyMatch(b -> b.fenceAt() != null);
    return lapsed ? "LAPSED" : "KILL_GRACE";
  }

  private static Stream<LeaseBreak> breaksOf(FileState state, UUID processId) {
    return state.breaks().stream().filter(b -> b.isRunning() && b.processId().equals(processId));
  }

  private Outcome<ProcessView> leave(
      Caller caller, ProcessEntity process, ProcessState as, EventData why) {
    UnitOfWork unit = units.begin(caller, everythingOf(List.of(process)));
    leave(unit, process, as, why);
    units.finish(unit);
    return Outcome.done(ProcessView.of(process));
  }

  private void leave(UnitOfWork unit, ProcessEntity process, ProcessState as, EventData why) {
    process.leave(as, unit.now);
    unit.changedProcesses.add(process);
    ProcessService.tell(unit, process, as == ProcessState.KILLED ? "fenced" : "exited", why);
    for (Slice slice : unit.slices.values()) {
      unit.take(
          slice.fileId(), TeardownRules.leave(slice.state(), process.id, as, unit.now, unit.ids));
    }
  }

  /** The exit of a fenced process: recorded, and the outcome of its breaks stays FENCED. */
  private Outcome<ProcessView> confirm(Caller caller, ProcessEntity process) {
    UnitOfWork unit = units.begin(caller);
    if (process.exitReportedAt == null) {
      process.exitReportedAt = unit.now;
      unit.changedProcesses.add(process);
      ProcessService.tell(unit, process, "exited", new EventData().with("fenced", true));
    }
    units.finish(unit);
    return Outcome.done(ProcessView.of(process));
  }

  private Map<UUID, Slice> everythingOf(List<ProcessEntity> processes) {
    Set<UUID> ids = processes.stream().map(p -> p.id).collect(Collectors.toSet());
    List<FileProcess> fileProcesses = rows.files().fileProcessesOf(ids);
    Map<UUID, Slice> slices =
        loader.lock(fileProcesses.stream().map(FileProcess::fileId).collect(Collectors.toSet()));
    loader.put(slices, processes);
    loader.pins(SliceQueries.PINS_OF, slices, fileProcesses);
    loader.leases(slices, fileProcesses);
    loader.mappingsOf(slices, fileProcesses);
    loader.breaksOf(slices, fileProcesses);
    for (Slice slice : slices.values()) {
      if (slice.operations.values().stream()
          .anyMatch(o -> o.state.isWaiting() && isOneOf(ids, o.requesterProcessId))) {
        loader.everythingThatWaits(Map.of(slice.fileId(), slice));
      }
      loader.witnesses(slice, SliceLoader.Leaving.processes(ids));
      loader.leasesOfPins(slice);
      loader.processesOfRows(slice);
    }
    return slices;
  }

  private static boolean isOneOf(Set<UUID> ids, @Nullable UUID id) {
    return id != null && ids.contains(id);
  }
}
