package org.daxlease.coordination.gathering;

import java.util.List;
import java.util.function.Function;
import org.daxlease.coordination.Asked;
import org.daxlease.coordination.SystemThreads;
import org.springframework.stereotype.Component;

/** Makes gatherers. */
@Component
class Gatherings {

  private final GatheringProperties limits;
  private final GatheringMeters meters;
  private final SystemThreads threads;
  private final Apart apart;

  Gatherings(
      GatheringProperties limits, GatheringMeters meters, SystemThreads threads, Apart apart) {
    this.limits = limits;
    this.meters = meters;
    this.threads = threads;
    this.apart = apart;
  }

  <C, R> Gatherer<C, R> of(String kind, Function<List<Asked<C>>, List<R>> command) {
    return new Gatherer<>(command, limits, meters.of(kind), threads, apart);
  }
}
