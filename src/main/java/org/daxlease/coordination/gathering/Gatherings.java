package org.daxlease.coordination.gathering;

import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;
import org.daxlease.coordination.Asked;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.stereotype.Component;

/** Makes gatherers. */
@Component
class Gatherings implements DisposableBean {

  private final GatheringProperties limits;
  private final GatheringMeters meters;
  private final ExecutorService threads =
      Executors.newCachedThreadPool(Thread.ofPlatform().daemon().name("gathering-", 1).factory());

  Gatherings(GatheringProperties limits, GatheringMeters meters) {
    this.limits = limits;
    this.meters = meters;
  }

  <C, R> Gatherer<C, R> of(String kind, Function<List<Asked<C>>, List<R>> command) {
    return new Gatherer<>(command, limits, meters.of(kind), threads);
  }

  /** The web server has ended before, and with it whoever could wait. */
  @Override
  public void destroy() {
    threads.shutdown();
  }
}
