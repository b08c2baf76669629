package org.daxlease.coordination;

import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.daxlease.journal.Entry;
import org.daxlease.journal.Refs;
import org.daxlease.protocol.BreakOutcome;
import org.daxlease.protocol.CancelReason;
import org.daxlease.protocol.Change;
import org.daxlease.protocol.Change.*;
import org.daxlease.protocol.Lease;
import org.daxlease.protocol.LeaseBreak;
import org.daxlease.protocol.Mapping;
import org.daxlease.protocol.Operation;
import org.daxlease.protocol.Pin;
import org.jspecify.annotations.Nullable;

/**
 * Tells each change of a file as a journal entry: one change, one entry (invariant I5), but for
 * bookkeeping.
 */
final class ChangeEntries {

  private final Slice slice;
  private final Caller caller;
  private final Instant now;

  ChangeEntries(Slice slice, Caller caller, Instant now) {
    this.slice = slice;
    this.caller = caller;
    this.now = now;
  }

  /** The entry of a change; empty for what is bookkeeping only. */
  Optional<Entry> of(Change change) {
    return switch (change) {
      case MappingMapped(Mapping mapping) -> mapping("mapped", mapping, data());
      case MappingUnmapped(Mapping mapping, var reason) ->
          mapping("unmapped", mapping, data().with("reason", reason));
      case LeaseTaken(Lease lease, var covered) -> lease("taken", lease, data().pinIds(covered));
      case LeaseChanged(Lease lease, var covered) ->
          lease("changed", lease, data().pinIds(covered));
      case LeaseReleased(Lease lease, var reason) ->
          lease("released", lease, data().with("reason", reason));
      case LeaseBreaking(Lease lease, UUID operation) ->
          lease("breaking", lease, data().with("operationId", operation));
      case LeaseReturned(Lease lease) -> lease("returned", lease, data());
      case LeaseBroken(Lease lease, UUID breakId) ->
          lease("broken", lease, data().with("breakId", breakId));
      case LeaseRevoked(Lease lease) -> lease("revoked", lease, data());
      case LeaseConflict(Lease lease, UUID operation, int pins) ->
          lease("conflict", lease, conflict(lease, operation, pins));
      case PinPinned(Pin pin) -> pin("pinned", pin, data());
      case PinUnpinned(Pin pin, _, var reason) ->
          pin("unpinned", pin, data().with("reason", reason));
      case PinRevoked(Pin pin, _) -> pin("revoked", pin, data());
      case PinTrimmed(Pin pin, Pin was) ->
          pin("trimmed", pin, data().with("from", EventData.extent(was)));
      case PinTransferred(Pin pin, Pin was) ->
          pin("transferred", pin, data().with("fromProcessId", was.processId()));
      case PinDetached(Pin pin, UUID operation) ->
          pin("detached", pin, data().with("operationId", operation));
      case PinOverstayed(Pin pin, UUID operation) ->
          pin("overstayed", pin, data().with("operationId", operation));
      case BreakBegun(LeaseBreak begun, var pins, UUID operation) ->
          leaseBreak("begun", begun, data().with("operationId", operation).pinIds(pins));
      case BreakAdvanced(LeaseBreak advanced) ->
          leaseBreak("advanced", advanced, data().with("due", due(advanced)));
      case BreakDelivered(LeaseBreak delivered, var evidence) ->
          leaseBreak(
              "delivered",
              delivered,
              data().with("eventId", evidence.signal()).with("path", evidence.path()));
      case BreakNarrowed(LeaseBreak narrowed, var pins) ->
          leaseBreak("narrowed", narrowed, data().pinIds(pins));
      case BreakEnded(LeaseBreak ended, var outcome) ->
          leaseBreak(
              "ended",
              ended,
              data()
                  .with("outcome", outcome)
                  .with("due", outcome == BreakOutcome.FENCED ? due(ended) : null));
      case OperationRequested(Operation operation, var joined) ->
          operation("requested", operation, request(operation).with("breakIds", joined));
      case OperationBreaking(Operation operation) -> operation("breaking", operation, data());
      case OperationGranted(Operation operation) ->
          operation("granted", operation, data().with("requestedAt", requestedAt(operation)));
      case OperationCompleted(Operation operation, var file) ->
          operation(
              "completed",
              operation,
              data()
                  .with("size", file.size())
                  .with("generation", file.sequence().generation())
                  .with("removed", file.removed()));
      case OperationCancelled(Operation operation, var reason) ->
          operation(
              "cancelled",
              operation,
              data()
                  .with("reason", reason)
                  .with("due", reason == CancelReason.TIMEOUT ? waitUntil(operation) : null));
      case OperationExpired(Operation operation) ->
          operation("expired", operation, data().with("due", due(operation)));
      case OperationRefused(Operation operation, var code) ->
          operation("refused", operation, data().with("code", code));
      case OperationRenewed(Operation operation) -> operation("renewed", operation, data());
      case OperationCooling(Operation operation) -> operation("cooling", operation, data());
      // The last word about a file is that it is gone.
      case OperationReopened _ when slice.file.removed -> Optional.empty();
      case OperationReopened(Operation operation) ->
          operation("reopened", operation, data().with("due", due(operation)));
      case OperationLate(Operation operation) -> operation("late", operation, data());
      case OperationExpedited(Operation operation, var stage, String why) ->
          operation("expedited", operation, data().with("stage", stage).with("reason", why));
      case ShortPinsExamined _ -> Optional.empty();
      case Signalled signalled -> signal(signalled);
    };
  }

  private EventData data() {
    return new EventData().with("fileId", slice.fileId());
  }

  private Optional<Entry> mapping(String what, Mapping mapping, EventData data) {
    data.with("mappingId", mapping.id()).with("processId", mapping.processId());
    data.with(mapping.range()).with("protection", mapping.protection());
    return entry("mapping." + what, refs(mapping.processId()), data);
  }

  private Optional<Entry> lease(String what, Lease lease, EventData data) {
    data.with("leaseId", lease.id()).with("processId", lease.processId()).with(lease.range());
    data.with("state", lease.state()).with("origin", lease.standing().origin());
    data.with("breakable", lease.breakable()).with("released", lease.standing().released());
    data.with("references", lease.references()).with("epoch", lease.standing().epoch());
    return entry("lease." + what, refs(lease.processId()).withLease(lease.id()), data);
  }

  /** The fields of the RFC's tracepoint {@code leases_conflict}. */
  private EventData conflict(Lease lease, UUID operationId, int pins) {
    Operation breaker = slice.state().operation(operationId);
    return data()
        .with("operationId", operationId)
        .with("conflict", true)
        .with("leaseType", lease.breakable() ? "F_LONGTERM" : "F_EXCLUSIVE")
        .with("breakerKind", breaker == null ? null : breaker.kind())
        .with("pins", pins);
  }

  private Optional<Entry> pin(String what, Pin pin, EventData data) {
    data.with("pinId", pin.id()).with("processId", pin.processId());
    data.with("mappingId", pin.place().mappingId()).with("leaseId", pin.leaseId());
    data.with(pin.range()).with("access", pin.use().access()).with("term", pin.use().term());
    data.with("generation", pin.generation());
    Refs refs = refs(pin.processId()).withPin(pin.id()).withLease(pin.leaseId());
    return entry("pin." + what, refs, data);
  }

  private Optional<Entry> leaseBreak(String what, LeaseBreak of, EventData data) {
    data.with("breakId", of.id()).with("processId", of.processId()).with("leaseId", of.leaseId());
    data.with("stage", of.stage()).with("deadline", of.deadline()).with("fenceAt", of.fenceAt());
    data.with("begunAt", begunAt(of));
    data.with("deadlineFrom", of.terms().deadlineFrom());
    data.with("epoch", of.epoch()).with("pins", of.ladder().pins());
    return entry("break." + what, refs(of.processId()).withLease(of.leaseId()), data);
  }

  private Instant begunAt(LeaseBreak of) {
    BreakEntity row = slice.breaks.get(of.id());
    return row == null ? now : row.begunAt;
  }

  private @Nullable Instant due(LeaseBreak fired) {
    BreakEntity row = slice.breaks.get(fired.id());
    return row == null ? null : due(row.dueAt);
  }

  private Instant requestedAt(Operation operation) {
    OperationEntity row = slice.operations.get(operation.id());
    return row == null ? now : row.requestedAt;
  }

  private @Nullable Instant due(Operation fired) {
    OperationEntity row = slice.operations.get(fired.id());
    return row == null ? null : due(row.dueAt);
  }

  private @Nullable Instant waitUntil(Operation timedOut) {
    OperationEntity row = slice.operations.get(timedOut.id());
    return row == null ? null : due(row.waitUntil);
  }

  /** The deadline that the coordinator fires here, as it stood; null where it is somebody's act. */
  private @Nullable Instant due(@Nullable Instant deadline) {
    boolean fired =
        deadline != null && !now.isBefore(deadline) && caller.equals(Caller.COORDINATOR);
    return fired ? deadline : null;
  }

  private EventData request(Operation operation) {
    var asked = operation.request();
    return data()
        .with("newSize", asked.arguments().newSize())
        .with("offset", asked.arguments().offset())
        .with("length", asked.arguments().length())
        .with("onConflict", asked.onConflict())
        .with("autoComplete", asked.wishes().autoComplete())
        .with("requesterProcessId", asked.wishes().requesterProcessId())
        .with("need", operation.extent().need())
        .with("waitUntil", operation.progress().timers().waitUntil());
  }

  private Optional<Entry> operation(String what, Operation operation, EventData data) {
    Operation.Grant grant = operation.progress().grant();
    data.with("operationId", operation.id()).with("kind", operation.kind());
    data.with("state", operation.state()).affected(operation.affected());
    data.with("token", grant == null ? null : grant.token());
    data.with("grantExpiresAt", grant == null ? null : grant.expiresAt());
    data.with("confirmed", grant == null ? null : grant.confirmed());
    data.with("reopensAt", operation.progress().timers().reopensAt());
    UUID requester = operation.request().wishes().requesterProcessId();
    return entry("operation." + what, refs(requester).withOperation(operation.id()), data);
  }

  private Optional<Entry> signal(Signalled signal) {
    UUID processId = signal.to().processId();
    ProcessEntity process = slice.processes.get(processId);
    EventData data = new EventData().with("signal", signal.kind()).with("processId", processId);
    data.with("host", process == null ? null : process.host);
    data.with("pid", process == null ? null : process.pid);
    data.with("fileId", slice.fileId()).with("path", slice.file.path);
    data.with("operationId", signal.cause().operationId());
    data.with("leaseId", signal.to().leaseId()).with("breakId", signal.to().breakId());
    data.affected(signal.cause().affected()).pins(signal.cause().pins());
    data.with("deadline", signal.deadline()).with("limit", signal.due().limit());
    data.with("next", signal.next());
    data.with("epoch", signal.to().leaseId() == null ? null : signal.to().epoch());
    Refs refs =
        refs(processId)
            .withOperation(signal.cause().operationId())
            .withLease(signal.to().leaseId());
    return entry("signal." + signal.kind().name().toLowerCase(Locale.ROOT), refs, data);
  }

  private Refs refs(@Nullable UUID processId) {
    Refs refs = Refs.file(slice.fileId(), slice.file.filesystem);
    ProcessEntity process = processId == null ? null : slice.processes.get(processId);
    return process == null
        ? refs
        : refs.withProcess(process.id, process.host).ownedBy(process.principal);
  }

  private Optional<Entry> entry(String type, Refs refs, EventData data) {
    String json = data.with("principal", caller.principal()).json();
    return Optional.of(new Entry(type, now, caller.principal(), refs, json));
  }
}
