package org.daxlease.protocol;

import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Supplier;
import org.daxlease.protocol.Change.*;

/** What leaves with a process or a file: {@code exit(2)}, the fence, {@code unlink(2)}. */
public final class TeardownRules {

  private TeardownRules() {}

  /**
   * Takes everything of a process away from one file (rules 16 and 19).
   *
   * @param as EXITED where its host says so, KILLED where the coordinator presumes it
   */
  public static Decision<Process> leave(
      FileState before, UUID processId, ProcessState as, Instant now, Supplier<UUID> ids) {
    var draft = new Draft(before, now, ids);
    boolean fenced = as == ProcessState.KILLED;
    Process gone = Objects.requireNonNull(draft.state.process(processId)).become(as);
    draft.state.put(gone);
    for (Pin pin : List.copyOf(draft.state.pins())) {
      if (pin.isLive() && pin.processId().equals(processId)) {
        endPin(draft, pin, fenced);
      }
    }
    for (LeaseBreak running : List.copyOf(draft.state.breaks())) {
      if (running.isRunning() && running.processId().equals(processId)) {
        endBreak(draft, running, fenced);
      }
    }
    for (Lease lease : List.copyOf(draft.state.leases())) {
      if (lease.isLive() && lease.processId().equals(processId)) {
        endLease(draft, lease, fenced);
      }
    }
    for (Mapping mapping : List.copyOf(draft.state.mappings())) {
      if (mapping.isMapped() && mapping.processId().equals(processId)) {
        draft.record(
            new MappingUnmapped(mapping.unmapped(), fenced ? EndReason.FENCE : EndReason.EXIT));
      }
    }
    for (Operation operation : draft.state.operations()) {
      if (operation.state().isWaiting()
          && processId.equals(operation.request().wishes().requesterProcessId())) {
        OperationRules.cancel(draft, draft.operation(operation.id()), CancelReason.REQUESTER_GONE);
      }
    }
    OperationRules.settle(draft);
    return draft.accept(gone);
  }

  private static void endPin(Draft draft, Pin pin, boolean fenced) {
    draft.record(
        fenced
            ? new PinRevoked(pin.with(pin.standing().become(PinState.REVOKED)), pin)
            : new PinUnpinned(
                pin.with(pin.standing().become(PinState.UNPINNED)), pin, EndReason.EXIT));
  }

  private static void endBreak(Draft draft, LeaseBreak running, boolean fenced) {
    BreakOutcome outcome = fenced ? BreakOutcome.FENCED : BreakOutcome.EXITED;
    draft.record(new BreakEnded(running.with(running.ladder().end(outcome)), outcome));
    BreakRules.coolOwners(draft, running);
  }

  private static void endLease(Draft draft, Lease lease, boolean fenced) {
    var standing = lease.standing().letGo();
    draft.record(
        fenced
            ? new LeaseRevoked(lease.with(standing.become(LeaseState.REVOKED)))
            : new LeaseReleased(lease.with(standing.become(LeaseState.RELEASED)), EndReason.EXIT));
  }

  /** The file is gone from its directory: nothing can be mapped, leased or awaited there. */
  static void unlinked(Draft draft) {
    for (Lease lease : List.copyOf(draft.state.leases())) {
      if (lease.isLive()) {
        var released = lease.standing().letGo().become(LeaseState.RELEASED);
        draft.record(new LeaseReleased(lease.with(released), EndReason.UNLINK));
      }
    }
    for (Mapping mapping : List.copyOf(draft.state.mappings())) {
      if (mapping.isMapped()) {
        draft.record(new MappingUnmapped(mapping.unmapped(), EndReason.UNLINK));
      }
    }
    for (Operation operation : draft.state.operations()) {
      if (operation.state().isUnfinished()) {
        OperationRules.cancel(draft, draft.operation(operation.id()), CancelReason.FILE_REMOVED);
      }
    }
  }
}
