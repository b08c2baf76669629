package org.daxlease.coordination;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.daxlease.protocol.Attendance;
import org.daxlease.protocol.BreakRules;
import org.daxlease.protocol.Decision;
import org.daxlease.protocol.LapseRules;
import org.daxlease.protocol.LeaseBreak;
import org.daxlease.protocol.OperationRules;
import org.springframework.data.domain.Limit;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/**
 * Fires what is due, from rows (rule 20). Any replica may call it, at any time and as often as it
 * likes: state and deadline are looked at again under the locks, and what is not due does nothing.
 */
@Service
@RetryOnTransientFailure
public class DeadlineService {

  private final Repositories rows;
  private final SliceLoader loader;
  private final UnitsOfWork units;
  private final AttendanceService attendance;
  private final TimeSource time;

  DeadlineService(
      Repositories rows,
      SliceLoader loader,
      UnitsOfWork units,
      AttendanceService attendance,
      TimeSource time) {
    this.rows = rows;
    this.loader = loader;
    this.attendance = attendance;
    this.units = units;
    this.time = time;
  }

  /** The next deadline of all, and the time that it is compared with. */
  public record Next(Instant now, Optional<Instant> at) {}

  /**
   * What is due on one file.
   *
   * @param due its place among the others: the earliest deadline of its breaks, or of its
   *     operations where no break is due
   */
  public record FileDue(UUID fileId, List<UUID> breaks, List<UUID> operations, Instant due) {

    private static FileDue of(UUID fileId, List<Due> breaks, List<Due> operations) {
      Due first = breaks.isEmpty() ? operations.getFirst() : breaks.getFirst();
      return new FileDue(fileId, ids(breaks), ids(operations), first.at());
    }

    private static List<UUID> ids(List<Due> due) {
      return due.stream().map(Due::id).toList();
    }
  }

  /** The time that deadlines are compared with. */
  Instant now() {
    return time.now();
  }

  @Transactional(readOnly = true)
  public Next next() {
    Optional<Instant> at =
        Stream.of(
                rows.breaks().nextDeadline(),
                rows.operations().nextDue(),
                rows.processes().nextLapse(served()))
            .flatMap(Optional::stream)
            .min(Instant::compareTo);
    return new Next(time.now(), at);
  }

  /**
   * What is due, by file, the longest overdue first.
   *
   * @param busy files that are being worked on already
   */
  @Transactional(readOnly = true)
  public List<FileDue> due(Collection<UUID> busy, int limit) {
    Instant now = time.now();
    Set<UUID> others = orNobody(busy);
    Map<UUID, List<Due>> breaks = byFile(rows.breaks().due(now, others, Limit.of(limit)));
    Map<UUID, List<Due>> operations = byFile(rows.operations().due(now, others, Limit.of(limit)));
    return Stream.concat(breaks.keySet().stream(), operations.keySet().stream())
        .distinct()
        .map(id ->
            FileDue.of(
                id, breaks.getOrDefault(id, List.of()), operations.getOrDefault(id, List.of())))
        .sorted(Comparator.comparing(FileDue::due))
        .toList();
  }

  private static Map<UUID, List<Due>> byFile(List<Due> found) {
    return found.stream()
        .collect(Collectors.groupingBy(Due::fileId, LinkedHashMap::new, Collectors.toList()));
  }

  /** A list in a query must not be empty; nothing has this id. */
  private static Set<UUID> orNobody(Collection<UUID> busy) {
    Set<UUID> others = new HashSet<>(busy);
    others.add(new UUID(0, 0));
    return others;
  }

  /**
   * The processes whose heartbeat is overdue.
   *
   * @param busy processes that are being worked on already
   */
  @Transactional(readOnly = true)
  public List<UUID> lapsing(Collection<UUID> busy, int limit) {
    return rows.processes().lapsing(time.now(), served(), orNobody(busy), Limit.of(limit));
  }

  /** A heartbeat that is awaited for longer than this was not due while somebody served. */
  private Duration served() {
    return attendance.read().length();
  }

  /**
   * Fires what is due on one file, in one transaction.
   *
   * @return the processes to be fenced next: their grace after SIGKILL is over, or they have lapsed
   */
  @Transactional
  public Set<UUID> fire(FileDue due) {
    // Whoever sends a SIGKILL holds the process's lock; processes come before files (rule 21).
    Set<UUID> killable = killable(due.breaks());
    if (!killable.isEmpty()) {
      rows.processes().lock(killable);
    }
    Map<UUID, Slice> slices = loader.lock(due.fileId());
    Slice slice = ResourceLookup.row(slices, due.fileId());
    read(slices, slice, due);
    loader.agentsOfKilled(slice);
    UnitOfWork unit = units.beginRenewing(Caller.COORDINATOR, slices);
    // Operations first: nobody is signalled for one whose wait is over.
    for (UUID id : due.operations()) {
      if (slice.operations.containsKey(id)) {
        unit.take(due.fileId(), OperationRules.fire(slice.state(), id, unit.now, unit.ids));
      }
    }
    Set<UUID> toFence = new LinkedHashSet<>();
    for (UUID id : due.breaks()) {
      LeaseBreak at = slice.state().leaseBreak(id);
      // One that has moved since then may kill by now: it stays due, for the next round.
      boolean unlocked = at != null && BreakRules.mayKill(at) && !killable.contains(at.processId());
      if (at != null && !unlocked) {
        Decision<BreakRules.Fired> fired =
            unit.take(due.fileId(), BreakRules.fire(slice.state(), id, unit.now, unit.ids));
        if (fired instanceof Decision.Accepted<BreakRules.Fired>(var what, _, _)
            && what == BreakRules.Fired.FENCE_DUE) {
          toFence.add(at.processId());
        }
      }
    }
    units.finish(unit);
    return toFence;
  }

  private Set<UUID> killable(Collection<UUID> breakIds) {
    return breakIds.isEmpty() ? Set.of() : Set.copyOf(rows.breaks().killable(breakIds));
  }

  private void read(Map<UUID, Slice> slices, Slice slice, FileDue due) {
    if (due.operations().isEmpty()) {
      loader.breaks(slices, due.breaks());
      loader.pinsOfBreaks(slice);
      loader.leasesOfBreaks(slice);
      loader.processesOfRows(slice);
      if (due.breaks().stream().anyMatch(id -> BreakRules.isUnwanted(slice.before, id))) {
        loader.everythingThatWaits(slices);
      }
      return;
    }
    for (UUID id : due.operations()) {
      OperationEntity operation = slice.operations.get(id);
      if (operation != null && operation.state.isWaiting()) {
        loader.pinsOver(slice, operation.affected());
      }
    }
    loader.everythingThatWaits(slices);
  }

  /**
   * A heartbeat is overdue: the process is marked, and nobody loses anything (rule 19) but where an
   * operation waits for it already on a file whose policy does not wait for such holders.
   */
  @Transactional
  public boolean lapse(UUID processId) {
    List<ProcessEntity> locked = rows.processes().lock(Set.of(processId));
    ProcessEntity process = locked.isEmpty() ? null : locked.getFirst();
    if (process == null || process.lapsesAt == null || process.heartbeatTtl == null) {
      return false;
    }
    Map<UUID, Slice> slices = waitingFor(process);
    UnitOfWork unit = units.begin(Caller.COORDINATOR, slices);
    Attendance attended = attendance.read();
    if (!attended.isMissed(process.lapsesAt, process.heartbeatTtl, unit.now)) {
      return false;
    }
    Instant due = attended.dueAt(process.lapsesAt, process.heartbeatTtl);
    EventData missed = new EventData().with("due", due);
    process.lapse();
    unit.changedProcesses.add(process);
    ProcessService.tell(unit, process, "lapsed", missed);
    for (UUID fileId : slices.keySet()) {
      unit.take(fileId, LapseRules.lapse(unit.state(fileId), processId, unit.now, unit.ids));
    }
    units.finish(unit);
    return true;
  }

  /**
   * The files that may not wait for a holder that lapses, with what it holds there. While its row
   * is locked it pins nothing new, so no file is missing; and an operation that comes to one of
   * them before its lock is seen here, one that comes after sees the mark.
   */
  private Map<UUID, Slice> waitingFor(ProcessEntity process) {
    Set<UUID> files = new HashSet<>(loader.fencing(rows.files().pinnedBy(process.id)));
    files.addAll(rows.breaks().fencing(process.id));
    Map<UUID, Slice> slices = loader.lock(files);
    loader.put(slices, List.of(process));
    List<FileProcess> fileProcesses =
        slices.keySet().stream().map(f -> new FileProcess(f, process.id)).toList();
    loader.pins(SliceQueries.PINS_OF, slices, fileProcesses);
    loader.breaksOf(slices, fileProcesses);
    for (Slice slice : slices.values()) {
      loader.leasesOfPins(slice);
      loader.leasesOfBreaks(slice);
    }
    return slices;
  }
}
