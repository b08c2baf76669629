package org.daxlease.coordination;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import org.aopalliance.intercept.MethodInterceptor;
import org.aopalliance.intercept.MethodInvocation;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.dao.TransientDataAccessResourceException;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * Carries out on threads of the system what a virtual thread asks for, which waits meanwhile. A
 * virtual thread that computes keeps its processor from all others, so a request about many pins
 * would hold up every signal; and one that waits for a database gets its turn behind whoever has
 * come meanwhile.
 */
final class SystemThreads implements MethodInterceptor, DisposableBean {

  private final ThreadFactory factory =
      Thread.ofPlatform().daemon().name("transaction-", 1).factory();

  private final ExecutorService threads = Executors.newCachedThreadPool(this::thread);

  private final Semaphore places;
  private final Duration patience;

  /**
   * Makes threads when they are needed.
   *
   * @param places how many work at a time
   * @param patience how long a call waits for one of them before it fails, as if the pool had no
   *     connection for it
   */
  SystemThreads(int places, Duration patience) {
    this.places = new Semaphore(places, true);
    this.patience = patience;
  }

  /** What a call led to, and what its thread knows of its commit. */
  private record Ending(
      @Nullable Object result, @Nullable Throwable failure, boolean unknownOutcome) {}

  @Override
  public @Nullable Object invoke(MethodInvocation call) throws Throwable {
    if (!Thread.currentThread().isVirtual()
        || TransactionSynchronizationManager.isActualTransactionActive()) {
      return call.proceed();
    }
    takePlace();
    CompletableFuture<Ending> ending = new CompletableFuture<>();
    Runnable work = () -> ending.complete(carryOut(call));
    try {
      threads.execute(work);
    } catch (RejectedExecutionException | OutOfMemoryError e) {
      // No thread is to be had: this one will do.
      work.run();
    }
    // Not given up for an interrupt: whatever happens, it is carried out.
    Ending end = ending.join();
    CommitOutcome.inherit(end.unknownOutcome);
    if (end.failure != null) {
      throw end.failure;
    }
    return end.result;
  }

  /** Its class loader is not that of the request which needs it first, and ends before it. */
  private Thread thread(Runnable work) {
    Thread thread = factory.newThread(work);
    thread.setContextClassLoader(SystemThreads.class.getClassLoader());
    return thread;
  }

  private void takePlace() {
    try {
      if (places.tryAcquire(patience.toNanos(), TimeUnit.NANOSECONDS)) {
        return;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    // Nothing has been begun, whatever became of what this thread has asked for before.
    CommitOutcome.settle();
    throw new TransientDataAccessResourceException("too many commands and queries are under way");
  }

  private Ending carryOut(MethodInvocation call) {
    try {
      return new Ending(call.proceed(), null, false);
    } catch (Throwable e) {
      return new Ending(null, e, CommitOutcome.isUnknown(e));
    } finally {
      places.release();
    }
  }

  /** The web server has ended before, and with it whoever could ask. */
  @Override
  public void destroy() {
    threads.shutdown();
  }
}
