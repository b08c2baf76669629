package org.daxlease.coordination;

import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.daxlease.journal.Entry;
import org.daxlease.journal.Refs;
import org.daxlease.protocol.ProcessState;
import org.daxlease.protocol.Refusal;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** Processes: their registration and their heartbeats. How they end: {@link DepartureService}. */
@Service
@Retried
public class ProcessService {

  static final String HOST = "[A-Za-z0-9]([A-Za-z0-9._:-]{0,251}[A-Za-z0-9])?";

  private static final Map<UUID, Slice> NO_FILES = Map.of();

  private final ProcessRepository processes;
  private final Acknowledgements acknowledgements;
  private final SignalQueries pending;
  private final Units units;
  private final Ids ids;

  ProcessService(
      ProcessRepository processes,
      Acknowledgements acknowledgements,
      SignalQueries pending,
      Units units,
      Ids ids) {
    this.processes = processes;
    this.acknowledgements = acknowledgements;
    this.pending = pending;
    this.units = units;
    this.ids = ids;
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
    UnitOfWork unit = units.begin(caller, NO_FILES);
    if (!locked.isEmpty() && locked.getFirst().state == ProcessState.RUNNING) {
      ProcessEntity present = locked.getFirst();
      if (!caller.mayActFor(present)) {
        return Outcome.refused(new Refusal.NotYours("process", asked.identity().strip()));
      }
      if (present.lapsed) {
        unit.tell(entry(unit, present, "resumed", new Data()));
      }
      present.describe(asked, caller, unit.now);
      unit.changedRows.add(present);
      units.finish(unit);
      return Outcome.done(ProcessView.of(present));
    }
    var process = new ProcessEntity(ids.get(), asked, caller, unit.now);
    processes.save(process);
    unit.hintAt(process.lapsesAt);
    unit.tell(entry(unit, process, "registered", new Data().with("command", process.command)));
    units.finish(unit);
    return Outcome.created(ProcessView.of(process));
  }

  /** A sign of life; takes acknowledgements and answers what is not acknowledged yet. */
  @Transactional
  public Outcome<Heartbeat> heartbeat(Caller caller, UUID id, Collection<Long> acknowledged) {
    List<ProcessEntity> locked = processes.lock(Set.of(id));
    Refusal refusal = unfound(caller, locked, id);
    if (refusal != null) {
      return Outcome.refused(refusal);
    }
    ProcessEntity process = locked.getFirst();
    if (process.state != ProcessState.RUNNING) {
      return Outcome.refused(new Refusal.ProcessGone(id, process.state));
    }
    UnitOfWork unit = units.begin(caller, NO_FILES);
    if (!acknowledged.isEmpty()) {
      acknowledgements.take(id, acknowledged, unit.now);
    }
    if (process.lapsed) {
      unit.tell(entry(unit, process, "resumed", new Data()));
    }
    process.beat(unit.now);
    unit.changedRows.add(process);
    return units.finish(
        unit,
        () -> Outcome.done(new Heartbeat(ProcessView.of(process), pending.pendingEvents(id))));
  }

  /** Why a command on a process cannot find it: it is not there, or not the caller's. */
  static @Nullable Refusal unfound(Caller caller, List<ProcessEntity> found, UUID id) {
    ProcessEntity process = found.isEmpty() ? null : found.getFirst();
    Refusal refusal = caller.refusal(process, "process", id);
    return refusal == null && process == null
        ? new Refusal.NotFound("id", "process", id.toString())
        : refusal;
  }

  static Refusal noHostName(String field) {
    return new Refusal.InvalidField(field, "must be a host name of 1 to 253 characters");
  }

  static Entry entry(UnitOfWork unit, ProcessEntity process, String what, Data data) {
    data.with("processId", process.id).with("host", process.host).with("pid", process.pid);
    data.with("startTime", process.startTime).with("state", process.state);
    data.with("principal", unit.caller.principal());
    return new Entry(
        "process." + what.toLowerCase(Locale.ROOT),
        unit.now,
        unit.caller.principal(),
        Refs.process(process.id, process.host).ownedBy(process.principal),
        data.json());
  }

  private static @Nullable Refusal check(RegisterProcess asked) {
    if (!asked.host().matches(HOST)) {
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
