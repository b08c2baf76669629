package org.daxlease.coordination;

import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import org.springframework.beans.factory.DisposableBean;

/**
 * The threads on which transactions run. They are of the system: no crowd of requests keeps them
 * from running as it does virtual ones, and they wait for a database at less cost.
 */
public final class PlatformThreadExecutor implements Executor, DisposableBean {

  private final ThreadFactory factory =
      Thread.ofPlatform().daemon().name("transaction-", 1).factory();

  private final ExecutorService threads = Executors.newCachedThreadPool(this::thread);

  @Override
  public void execute(Runnable work) {
    try {
      threads.execute(work);
    } catch (RejectedExecutionException | OutOfMemoryError e) {
      // No thread is to be had: this one will do, and nobody waits for a worker that never came.
      work.run();
    }
  }

  /**
   * It outlives the request that happens to create it, and must not keep that one's class loader.
   */
  private Thread thread(Runnable work) {
    Thread thread = factory.newThread(work);
    thread.setContextClassLoader(PlatformThreadExecutor.class.getClassLoader());
    return thread;
  }

  /** The web server has ended before, and with it whoever could wait. */
  @Override
  public void destroy() {
    threads.shutdown();
  }
}
