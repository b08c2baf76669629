package org.daxlease.coordination.gathering;

import java.util.List;
import java.util.function.Function;
import org.daxlease.coordination.CallerCommand;
import org.daxlease.coordination.PlatformThreadExecutor;
import org.springframework.stereotype.Component;

/** Makes gatherers. */
@Component
class Gatherers {

  private final GatheringProperties limits;
  private final GatheringMeters meters;
  private final PlatformThreadExecutor threads;
  private final LockWaitQueue lockWaits;

  Gatherers(
      GatheringProperties limits,
      GatheringMeters meters,
      PlatformThreadExecutor threads,
      LockWaitQueue lockWaits) {
    this.limits = limits;
    this.meters = meters;
    this.threads = threads;
    this.lockWaits = lockWaits;
  }

  <C, R> Gatherer<C, R> of(String kind, Function<List<CallerCommand<C>>, List<R>> command) {
    return new Gatherer<>(command, limits, meters.of(kind), threads, lockWaits);
  }
}
