package org.daxlease.coordination;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.daxlease.journal.Event;
import org.daxlease.journal.NamePattern;
import org.daxlease.journal.Refs;
import org.daxlease.protocol.ProcessState;
import org.daxlease.protocol.Refusal;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** Processes: their registration and their heartbeats. How they end: {@link ProcessExitService}. */
@Service
@RetryOnTransientFailure
public class ProcessService {

  private final ProcessRepository processes;
  private final SliceLoader loader;
  private final Acknowledgements acknowledgements;
  private final SignalQueries pending;
  private final UnitsOfWork units;

  ProcessService(
      ProcessRepository processes,
      SliceLoader loader,
      Acknowledgements acknowledgements,
      SignalQueries pending,
      UnitsOfWork units) {
    this.processes = processes;
    this.loader = loader;
    this.acknowledgements = acknowledgements;
    this.pending = pending;
    this.units = units;
  }

  /** Registers a process; the same host, pid and start time while it runs is that process. */
  @Transactional
  public Outcome<ProcessView> register(Caller caller, RegisterProcess asked) {
    Refusal refusal = check(asked);
    if (refusal == null && !caller.authority().mayRegisterOn(asked.host())) {
      refusal = new Refusal.NotYours("host", asked.host());
    }
    if (refusal != null) {
      return Outcome.refused(refusal);
    }
    Optional<UUID> known = processes.idOf(asked.identity());
    List<ProcessEntity> locked = known.map(id -> processes.lock(Set.of(id))).orElse(List.of());
    UnitOfWork unit = units.begin(caller);
    if (!locked.isEmpty() && locked.getFirst().state == ProcessState.RUNNING) {
      ProcessEntity present = locked.getFirst();
      if (!caller.mayActFor(present)) {
        return Outcome.refused(new Refusal.NotYours("process", asked.identity().strip()));
      }
      if (present.lapsed) {
        tell(unit, present, "resumed", new EventData());
      }
      Duration before = present.heartbeatTtl;
      present.describe(asked, caller, unit.now);
      if (!Objects.equals(before, present.heartbeatTtl)) {
        // Whoever beats for it has to know.
        tell(unit, present, "changed", new EventData());
      }
      unit.changedProcesses.add(present);
      units.finish(unit);
      return Outcome.done(ProcessView.of(present));
    }
    var process = new ProcessEntity(unit.ids.get(), asked, caller, unit.now);
    processes.save(process);
    unit.hintAt(process.lapsesAt);
    tell(unit, process, "registered", new EventData().with("command", process.command));
    units.finish(unit);
    return Outcome.created(ProcessView.of(process));
  }

  /** Signs of life; takes acknowledgements and answers what is not acknowledged yet. */
  @Transactional
  public List<Outcome<HeartbeatView>> heartbeat(List<CallerCommand<SendHeartbeat>> asked) {
    Set<UUID> ids = asked.stream().map(a -> a.command().processId()).collect(Collectors.toSet());
    Map<UUID, ProcessEntity> locked = loader.open().beating(ids).processes();
    Map<Long, UUID> signals =
        acknowledgements.lock(asked.stream().map(CallerCommand::command).toList());
    UnitOfWork unit = units.begin(Caller.COORDINATOR);
    Set<Long> acknowledged = new HashSet<>();
    List<Outcome<ProcessEntity>> beaten =
        unit.forEach(
            asked,
            beat ->
                heartbeat(unit, locked, beat.processId())
                    .map(process -> {
                      acknowledged.addAll(beat.own(signals));
                      return process;
                    }));
    acknowledgements.take(acknowledged, unit.now);
    return units.finish(
        unit,
        () -> {
          Map<UUID, List<Event>> unacknowledged = pending.unacknowledged(locked.keySet());
          return beaten.stream()
              .map(o ->
                  o.map(p ->
                      new HeartbeatView(
                          ProcessView.of(p), unacknowledged.getOrDefault(p.id, List.of()))))
              .toList();
        });
  }

  private Outcome<ProcessEntity> heartbeat(
      UnitOfWork unit, Map<UUID, ProcessEntity> locked, UUID id) {
    Refusal refusal = unfound(unit.caller(), locked.get(id), id);
    if (refusal != null) {
      return Outcome.refused(refusal);
    }
    ProcessEntity process = ResourceLookup.row(locked, id);
    if (process.state != ProcessState.RUNNING) {
      return Outcome.refused(new Refusal.ProcessGone(id, process.state));
    }
    if (process.lapsed) {
      tell(unit, process, "resumed", new EventData());
    }
    process.beat(unit.now);
    unit.changedProcesses.add(process);
    return Outcome.done(process);
  }

  /** Why a command on a process cannot find it: it is not there, or not the caller's. */
  static @Nullable Refusal unfound(Caller caller, @Nullable ProcessEntity process, UUID id) {
    Refusal refusal = caller.refusal(process, "process", id);
    return refusal == null && process == null
        ? new Refusal.NotFound("id", "process", id.toString())
        : refusal;
  }

  static Refusal noHostName(String field) {
    return new Refusal.InvalidField(field, NamePattern.HOST.objection());
  }

  static void tell(UnitOfWork unit, ProcessEntity process, String what, EventData data) {
    data.with("processId", process.id).with("host", process.host).with("pid", process.pid);
    data.with("startTime", process.startTime).with("state", process.state);
    unit.tell(
        "process." + what, Refs.process(process.id, process.host).ownedBy(process.principal), data);
  }

  private static @Nullable Refusal check(RegisterProcess asked) {
    if (!NamePattern.HOST.fits(asked.host())) {
      return noHostName("host");
    }
    if (asked.pid() < 1) {
      return new Refusal.InvalidField("pid", "must be 1 or more");
    }
    if (asked.heartbeatTtl() != null && asked.heartbeatTtl().isZero()) {
      return new Refusal.InvalidField("heartbeatTtl", "must be at least PT0.001S");
    }
    return null;
  }
}
