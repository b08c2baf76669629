package org.daxlease.history;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Two requests that set out at the same moment. */
final class Race implements AutoCloseable {

  private final ExecutorService racers = Executors.newFixedThreadPool(2);
  private final CyclicBarrier start = new CyclicBarrier(2);

  /** The answers of both, whoever came first. */
  List<Reply> run(Callable<Reply> one, Callable<Reply> other) {
    List<Future<Reply>> running = new ArrayList<>();
    running.add(racers.submit(() -> atOnce(one)));
    running.add(racers.submit(() -> atOnce(other)));
    List<Reply> replies = new ArrayList<>();
    for (Future<Reply> each : running) {
      try {
        replies.add(each.get());
      } catch (ExecutionException e) {
        throw new AssertionError(e.getCause());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException(e);
      }
    }
    for (Reply reply : replies) {
      if (reply.status() >= 500) {
        throw new AssertionError(reply);
      }
    }
    return replies;
  }

  private Reply atOnce(Callable<Reply> request)
      throws Exception, InterruptedException, BrokenBarrierException {
    start.await();
    return request.call();
  }

  @Override
  public void close() {
    racers.shutdownNow();
  }
}
