package org.daxlease.coordination;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.BiConsumer;
import org.daxlease.protocol.ByteRange;
import org.daxlease.protocol.Decision;
import org.daxlease.protocol.FileState;
import org.daxlease.protocol.Operation;
import org.daxlease.protocol.OperationCase;
import org.daxlease.protocol.OperationKind;
import org.daxlease.protocol.OperationRules;
import org.daxlease.protocol.Refusal;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.CannotAcquireLockException;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.support.TransactionOperations;

/** Operations: what the file system asks for, is granted and reports done. */
@Service
@RetryOnTransientFailure
public class OperationService {

  private final Repositories rows;
  private final SliceLoader loader;
  private final UnitsOfWork units;
  private final OperationViews views;
  private final TransactionOperations transactions;

  OperationService(
      Repositories rows,
      SliceLoader loader,
      UnitsOfWork units,
      OperationViews views,
      TransactionOperations transactions) {
    this.rows = rows;
    this.loader = loader;
    this.units = units;
    this.views = views;
    this.transactions = transactions;
  }

  /** Asks for an operation. It returns at once: nobody waits in here (rule 21). */
  @Transactional
  public Outcome<OperationView> request(Caller caller, RequestOperation asked) {
    Optional<Slice> found = read(asked, loader::pinsOver);
    if (found.isEmpty()) {
      return Outcome.refused(noFile(caller, asked));
    }
    Slice slice = found.get();
    Refusal refusal = notPermitted(caller, slice, asked);
    if (refusal != null) {
      return Outcome.refused(refusal);
    }
    UnitOfWork unit = units.begin(caller, Map.of(slice.fileId(), slice));
    unit.label = new OperationEntity.Label(caller.principal(), asked.requester(), asked.reason());
    UUID id = unit.ids.get();
    Decision<Operation> decision =
        unit.take(
            slice.fileId(),
            OperationRules.request(slice.state(), id, asked.request(), unit.now, unit.ids));
    Outcome<OperationView> outcome =
        units.finish(unit, () -> requested(slice, decision, id, unit.now));
    return outcome.map(shown -> OperationViews.withSignals(shown, unit));
  }

  private Outcome<OperationView> requested(
      Slice slice, Decision<Operation> decision, UUID id, Instant now) {
    return switch (decision) {
      case Decision.Accepted<Operation> _ -> Outcome.created(views.requested(slice, id, now));
      case Decision.Refused<Operation>(Refusal refusal, var changes, _) ->
          changes.isEmpty()
              ? Outcome.refused(refusal)
              : new Outcome.Refused<>(refusal, views.blockers(slice, id), id);
    };
  }

  /**
   * Says what the same request would lead to, and changes nothing (rule 9). Only the reading is a
   * transaction: nobody waits for the lock of a file while an answer about many pins is made.
   */
  public Outcome<DryRunView> dryRun(Caller caller, RequestOperation asked) {
    Optional<UnitOfWork> found =
        transactions.execute(_ ->
            read(asked, loader::standInsOver).map(s -> units.begin(caller, Map.of(s.fileId(), s))));
    if (found.isEmpty()) {
      return Outcome.refused(noFile(caller, asked));
    }
    UnitOfWork unit = found.get();
    Slice slice = unit.slice(asked.fileId());
    Refusal denied = notPermitted(caller, slice, asked);
    if (denied != null) {
      return Outcome.refused(denied);
    }
    UUID id = unit.ids.get();
    Decision<Operation> decision =
        OperationRules.request(slice.before, id, asked.request(), unit.now, unit.ids);
    if (decision instanceof Decision.Refused<Operation>(Refusal refusal, var changes, _)
        && changes.isEmpty()) {
      return Outcome.refused(refusal);
    }
    return Outcome.done(DryRuns.of(slice, decision, id, unit.now));
  }

  /** There is no such file, which is not worth saying to a process that is gone (rule 19). */
  private Refusal noFile(Caller caller, RequestOperation asked) {
    UUID requester = asked.request().wishes().requesterProcessId();
    Refusal refusal =
        requester == null
            ? null
            : ResourceLookup.unusable(
                caller, rows.processes().findAllById(Set.of(requester)), requester);
    return refusal instanceof Refusal.ProcessGone
        ? refusal
        : ResourceLookup.noFile("fileId", asked.fileId());
  }

  /** In whose name an operation is asked for, and how little time it leaves to holders. */
  private static @Nullable Refusal notPermitted(
      Caller caller, Slice slice, RequestOperation asked) {
    var wishes = asked.request().wishes();
    UUID requester = wishes.requesterProcessId();
    ProcessEntity process = requester == null ? null : slice.processes.get(requester);
    Refusal refusal = requester == null ? null : caller.refusal(process, "process", requester);
    if (process != null && !process.fact().isRunning()) {
      // Which comes before any other refusal (rule 19).
      return refusal;
    }
    boolean hurries =
        wishes.leaseBreakTime() != null
            && slice.before.file().policy().leavesMoreThan(wishes.leaseBreakTime());
    return refusal == null && hurries && !caller.authority().has(Role.OPERATOR)
        ? new Refusal.NotPermitted(
            "leaseBreakTime", "Less time than the policy's takes the role operator.")
        : refusal;
  }

  /** Completes a granted operation; the real work is done. */
  @Transactional
  public Outcome<OperationView> complete(Caller caller, UUID id, long token) {
    return onOperation(
        caller, id, (state, unit) -> OperationRules.complete(state, id, token, unit.now, unit.ids));
  }

  /** Extends a grant; the token stays. */
  @Transactional
  public Outcome<OperationView> renew(Caller caller, UUID id, long token) {
    return onOperation(
        caller, id, (state, unit) -> OperationRules.renew(state, id, token, unit.now, unit.ids));
  }

  /** Cancels a waiting operation, or gives a grant up. */
  @Transactional
  public Outcome<OperationView> cancel(Caller caller, UUID id) {
    return onOperation(
        caller, id, (state, unit) -> OperationRules.cancel(state, id, unit.now, unit.ids));
  }

  /** Moves the ladders of an operation on at once: an operator's override. */
  @Transactional
  public Outcome<OperationView> expedite(Caller caller, UUID id, OperationRules.Expedite how) {
    // It may come to a SIGKILL, which only the holder of the process's lock may send.
    Set<UUID> holders = Set.copyOf(rows.breaks().processesOf(id));
    if (!holders.isEmpty()) {
      rows.processes().lock(holders);
    }
    return onOperation(
        caller,
        id,
        (state, unit) -> {
          requireLocked(state, id, holders);
          return OperationRules.expedite(state, id, how, unit.now, unit.ids);
        });
  }

  /**
   * A break that began meanwhile is of a process that is not locked: tried again, with its lock.
   */
  private static void requireLocked(FileState state, UUID operationId, Set<UUID> holders) {
    boolean all =
        state.breaks().stream()
            .filter(b -> b.isRunning() && b.operations().contains(operationId))
            .allMatch(b -> holders.contains(b.processId()));
    if (!all) {
      throw new CannotAcquireLockException("the breaks of the operation are others by now");
    }
  }

  private interface OnOperation {
    Decision<Operation> decide(FileState state, UnitOfWork unit);
  }

  private Outcome<OperationView> onOperation(Caller caller, UUID id, OnOperation command) {
    Map<UUID, Slice> slices = rows.operations().fileOf(id).map(loader::lock).orElse(Map.of());
    Slice slice = slices.values().stream().findFirst().orElse(null);
    if (slice != null && !slice.operations.containsKey(id)) {
      rows.operations().findById(id).ifPresent(slice::put);
    }
    if (slice == null || !slice.operations.containsKey(id)) {
      return Outcome.refused(new Refusal.NotFound("id", "operation", id.toString()));
    }
    if (!caller.mayActFor(ResourceLookup.row(slice.operations, id).principal)) {
      return Outcome.refused(new Refusal.NotYours("operation", id.toString()));
    }
    loader.everythingThatWaits(slices);
    UnitOfWork unit = units.beginRenewing(caller, slices);
    Decision<Operation> decision = unit.take(slice.fileId(), command.decide(slice.state(), unit));
    return units
        .finishAsking(
            unit,
            () ->
                UnitsOfWork.outcome(
                    decision, false, o -> views.of(ResourceLookup.row(slice.operations, o.id()))))
        .map(shown -> OperationViews.withSignals(shown, unit));
  }

  /** Locks the file and reads what stands in the way of a request; empty where there is no file. */
  private Optional<Slice> read(RequestOperation asked, BiConsumer<Slice, ByteRange> pinsOver) {
    UUID requester = asked.request().wishes().requesterProcessId();
    Map<UUID, ProcessEntity> processes =
        requester == null ? Map.of() : loader.share(TargetKind.PROCESS, Set.of(requester));
    Map<UUID, Slice> slices = loader.lock(asked.fileId());
    Slice slice = slices.get(asked.fileId());
    if (slice == null || slice.file.removed) {
      return Optional.empty();
    }
    processes.values().forEach(slice::put);
    Optional<Operation.Extent> extent =
        OperationRules.extent(asked.request(), slice.state().file());
    extent
        .filter(e -> e.need() == OperationCase.HARD)
        .map(Operation.Extent::affected)
        .ifPresent(range -> {
          pinsOver.accept(slice, range);
          loader.leasesOfPins(slice);
          loader.leasesOver(slice, range);
          loader.breaksOfPins(slices);
        });
    loader.witnesses(slice);
    extent
        .filter(e -> e.need().isExclusive())
        .map(Operation.Extent::affected)
        .ifPresent(range -> loader.queues(slices, o -> o.affected().overlaps(range)));
    if (asked.request().kind() == OperationKind.UNLINK) {
      loader.everythingOf(slice);
    }
    loader.holdersWithAgents(List.of(slice));
    return Optional.of(slice);
  }
}
