package org.daxlease.coordination;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.daxlease.protocol.Decision;
import org.daxlease.protocol.Lease;
import org.daxlease.protocol.LeaseRules;
import org.daxlease.protocol.Refusal;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** Leases: {@code fcntl(F_SETLEASE)} with {@code F_LONGTERM}, and {@code F_UNLCK}. */
@Service
@RetryOnTransientFailure
public class LeaseService {

  private final Repositories rows;
  private final SliceLoader loader;
  private final UnitsOfWork units;
  private final LeaseViews views;

  LeaseService(Repositories rows, SliceLoader loader, UnitsOfWork units, LeaseViews views) {
    this.rows = rows;
    this.loader = loader;
    this.units = units;
    this.views = views;
  }

  /** Takes, confirms or changes leases; one answer per item, in order. */
  @Transactional
  public List<Outcome<LeaseView>> take(List<CallerCommand<TakeLease>> gathered) {
    List<TakeLease> asked = gathered.stream().map(CallerCommand::command).toList();
    SliceFetch.Opened opened =
        loader
            .open()
            .ofProcesses(asked.stream().map(TakeLease::fileProcess).collect(Collectors.toSet()))
            .execute();
    Map<UUID, ProcessEntity> processes = opened.processes();
    Map<UUID, Slice> slices = opened.slices();
    Set<FileProcess> changing = changing(slices, asked);
    if (!changing.isEmpty()) {
      loader.pins(SliceQueries.PINS_OF, slices, changing);
      slices.values().forEach(loader::leasesOfPins);
    }
    for (TakeLease each : asked) {
      Slice slice = slices.get(each.fileId());
      ProcessEntity process = processes.get(each.processId());
      if (slice != null && process != null) {
        slice.put(process);
      }
    }
    var allowance = LeaseAllowance.of(rows.quotas(), processes.values());
    UnitOfWork unit = units.begin(opened);
    return units.finishAllAsking(
        unit, unit.forEach(gathered, each -> take(unit, processes, each, allowance)));
  }

  /**
   * The processes whose lease will count other pins than before; a request that only confirms is
   * left out.
   */
  private static Set<FileProcess> changing(Map<UUID, Slice> slices, List<TakeLease> asked) {
    return asked.stream()
        .filter(each -> {
          Slice slice = slices.get(each.fileId());
          return slice != null && !LeaseRules.confirms(slice.before, request(each));
        })
        .map(TakeLease::fileProcess)
        .collect(Collectors.toSet());
  }

  private static LeaseRules.NewLease request(TakeLease asked) {
    return new LeaseRules.NewLease(
        asked.processId(), asked.breakable(), asked.offset(), asked.length());
  }

  /** Whether the process has an unbreakable lease that would get another range. */
  private static boolean unbreakableAndChanged(Slice slice, TakeLease asked) {
    return slice.state().liveLease(asked.processId()).filter(l -> !l.breakable()).isPresent()
        && !LeaseRules.confirms(slice.state(), request(asked));
  }

  private Supplier<Outcome<LeaseView>> take(
      UnitOfWork unit,
      Map<UUID, ProcessEntity> processes,
      TakeLease asked,
      LeaseAllowance allowance) {
    Refusal unusable =
        ResourceLookup.unusable(unit.caller(), processes.values(), asked.processId());
    if (unusable != null) {
      return () -> Outcome.refused(unusable);
    }
    Slice slice = unit.slices.get(asked.fileId());
    if (slice == null || slice.file.removed) {
      return () -> Outcome.refused(ResourceLookup.noFile("fileId", asked.fileId()));
    }
    ProcessEntity process = ResourceLookup.row(processes, asked.processId());
    Refusal denied =
        unit.caller().authority().mayTake(asked, unbreakableAndChanged(slice, asked))
            ? allowance.refusal(slice, process, asked)
            : new Refusal.NotPermitted(
                "breakable", "An unbreakable lease takes the role holder-unbreakable.");
    if (denied != null) {
      return () -> Outcome.refused(denied);
    }
    Lease before = slice.state().liveLease(asked.processId()).orElse(null);
    Decision<Lease> decision =
        unit.take(
            asked.fileId(), LeaseRules.take(slice.state(), request(asked), unit.now, unit.ids));
    if (decision instanceof Decision.Accepted<Lease>(Lease taken, _, _)) {
      allowance.use(process, before, taken);
    }
    return answer(slice, decision, before == null);
  }

  /** Drops holders' references; each lease stays until its last pin is gone. */
  @Transactional
  public List<Outcome<LeaseView>> release(List<CallerCommand<UUID>> asked) {
    Set<UUID> leaseIds = asked.stream().map(CallerCommand::command).collect(Collectors.toSet());
    SliceFetch.Opened opened =
        loader.open().lock(TargetKind.LEASE, leaseIds).leases(leaseIds).execute();
    UnitOfWork unit = units.begin(opened);
    Map<UUID, LeaseEntity> leases = new HashMap<>();
    unit.slices.values().forEach(slice -> leases.putAll(slice.leases));
    return units.finishAllAsking(
        unit, unit.forEach(asked, id -> release(unit, leases.get(id), id)));
  }

  private Supplier<Outcome<LeaseView>> release(
      UnitOfWork unit, @Nullable LeaseEntity lease, UUID id) {
    if (lease == null) {
      Refusal unknown = ResourceLookup.unknown(unit.caller(), "id", "lease", id);
      return () -> Outcome.refused(unknown);
    }
    Slice slice = unit.slice(lease.fileId);
    Refusal refusal = unit.caller().refusal(slice.processes.get(lease.processId), "lease", id);
    if (refusal != null) {
      return () -> Outcome.refused(refusal);
    }
    Decision<Lease> decision =
        unit.take(lease.fileId, LeaseRules.release(slice.state(), id, unit.now, unit.ids));
    return answer(slice, decision, false);
  }

  private Supplier<Outcome<LeaseView>> answer(
      Slice slice, Decision<Lease> decision, boolean created) {
    return () ->
        UnitsOfWork.outcome(
            decision, created, l -> views.of(ResourceLookup.row(slice.leases, l.id())));
  }
}
