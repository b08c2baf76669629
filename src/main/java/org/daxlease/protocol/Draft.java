package org.daxlease.protocol;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A decision in the making: a working copy of the state and the changes made to it so far. */
final class Draft {

  final FileState state;
  final Instant now;
  private final Supplier<UUID> ids;
  private final List<Change> changes = new ArrayList<>();

  Draft(FileState before, Instant now, Supplier<UUID> ids) {
    this.state = before.isWorkingCopy() ? before : before.copy();
    this.now = now;
    this.ids = ids;
  }

  UUID newId() {
    return ids.get();
  }

  void record(Change change) {
    state.apply(change);
    changes.add(change);
  }

  <T> Decision<T> accept(T result) {
    return new Decision.Accepted<>(result, changes, state);
  }

  <T> Decision<T> refuse(Refusal refusal) {
    return new Decision.Refused<>(refusal, changes, state);
  }

  /** Why a process may not act any more; null while it runs. */
  @Nullable Refusal goneProcess(UUID id) {
    return goneProcess("processId", id);
  }

  @Nullable Refusal goneProcess(String field, UUID id) {
    Process process = state.process(id);
    if (process == null) {
      return new Refusal.NotFound(field, "process", id.toString());
    }
    return process.isRunning() ? null : new Refusal.ProcessGone(id, process.state());
  }

  /** Why nothing new may come over a range now; null while it is open. */
  @Nullable Refusal closed(ByteRange range) {
    return state
        .closersOf(range, now)
        .map(o -> new Refusal.RangeClosed(o.affected(), WaitEstimates.untilReopened(o, now)))
        .max(Comparator.comparing(Refusal.RangeClosed::after))
        .orElse(null);
  }

  Pin pin(UUID id) {
    return Objects.requireNonNull(state.pin(id), "pin not loaded");
  }

  Lease lease(UUID id) {
    return Objects.requireNonNull(state.lease(id), "lease not loaded");
  }

  Operation operation(UUID id) {
    return Objects.requireNonNull(state.operation(id), "operation not loaded");
  }

  LeaseBreak leaseBreak(UUID id) {
    return Objects.requireNonNull(state.leaseBreak(id), "break not loaded");
  }
}
