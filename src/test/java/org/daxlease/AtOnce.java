package org.daxlease;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Several who begin at the same moment. */
public final class AtOnce {

  private AtOnce() {}

  /** What each of them gets. */
  public static <T> List<T> call(List<? extends Callable<T>> all) throws Exception {
    var start = new CyclicBarrier(all.size());
    List<Future<T>> running = new ArrayList<>();
    List<T> results = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Callable<T> each : all) {
        running.add(
            threads.submit(() -> {
              start.await();
              return each.call();
            }));
      }
      for (Future<T> each : running) {
        results.add(each.get());
      }
    }
    return results;
  }
}
