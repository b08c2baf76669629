package org.daxlease.coordination.gathering;

import java.util.List;
import java.util.function.Function;
import org.daxlease.coordination.CallerCommand;
import org.daxlease.coordination.PlatformThreadExecutor;
import org.daxlease.coordination.idempotency.IdempotentTransaction;
import org.springframework.stereotype.Component;

/** Makes gatherers, and kinds of commands that are gathered. */
@Component
class Gatherers {

  private final GatheringProperties limits;
  private final GatheringMeters meters;
  private final PlatformThreadExecutor threads;
  private final LockWaitQueue lockWaits;
  private final IdempotentTransaction transaction;

  Gatherers(
      GatheringProperties limits,
      GatheringMeters meters,
      PlatformThreadExecutor threads,
      LockWaitQueue lockWaits,
      IdempotentTransaction transaction) {
    this.limits = limits;
    this.meters = meters;
    this.threads = threads;
    this.lockWaits = lockWaits;
    this.transaction = transaction;
  }

  <C, R> CommandKind<C, R> kind(String name, Function<List<CallerCommand<C>>, List<R>> command) {
    return new CommandKind<>(name, command, this, transaction);
  }

  <C, R> Gatherer<C, R> of(String kind, Function<List<CallerCommand<C>>, List<R>> command) {
    return new Gatherer<>(command, limits, meters.of(kind), threads, lockWaits);
  }
}
