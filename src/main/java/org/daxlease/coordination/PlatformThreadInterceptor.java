package org.daxlease.coordination;

import io.opentelemetry.context.Context;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.aopalliance.intercept.MethodInterceptor;
import org.aopalliance.intercept.MethodInvocation;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.TransientDataAccessResourceException;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * Has {@link PlatformThreadExecutor} carry out what a virtual thread asks for, which waits
 * meanwhile. A virtual thread that computes keeps its processor from all others, so a request about
 * many pins would hold up every signal; and one that waits for a database gets its turn behind
 * whoever has come meanwhile.
 */
final class PlatformThreadInterceptor implements MethodInterceptor {

  private final PlatformThreadExecutor threads;
  private final Semaphore places;
  private final Duration patience;

  /**
   * Limits how many of the threads work for calls.
   *
   * @param places how many work at a time
   * @param patience how long a call waits for one of them before it fails, as if the pool had no
   *     connection for it
   */
  PlatformThreadInterceptor(PlatformThreadExecutor threads, int places, Duration patience) {
    this.threads = threads;
    this.places = new Semaphore(places, true);
    this.patience = patience;
  }

  @Override
  public @Nullable Object invoke(MethodInvocation call) throws Throwable {
    if (!Thread.currentThread().isVirtual()
        || TransactionSynchronizationManager.isActualTransactionActive()) {
      return call.proceed();
    }
    takePlace();
    TransactionFuture<@Nullable Object, Throwable> future = new TransactionFuture<>();
    // Spans of what is committed there are linked with the request.
    threads.execute(Context.current().wrap(() -> carryOut(call, future)));
    return future.await();
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

  private void carryOut(
      MethodInvocation call, TransactionFuture<@Nullable Object, Throwable> future) {
    // What this thread knows of a commit was somebody else's.
    CommitOutcome.settle();
    try {
      future.succeed(call.proceed());
    } catch (Throwable e) {
      future.fail(e);
    } finally {
      places.release();
    }
  }
}
