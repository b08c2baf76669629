package org.daxlease.command;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Ctrl-C, SIGTERM: the JVM ends as soon as its hooks have, so this one waits until the command has
 * noticed and cleaned up. No request is interrupted, as what became of it would not be known; all
 * of them are short. Real work that has begun is waited for.
 */
final class ShutdownHook implements AutoCloseable {

  private static final int CLEANING_SECONDS = 20;

  /** Those who have cleaned up, but not yet said what it has come to. */
  private static final Queue<ShutdownHook> CLOSED = new ConcurrentLinkedQueue<>();

  private final CountDownLatch cleaned = new CountDownLatch(1);
  private final Thread hook = Thread.ofPlatform().name("shutdown").unstarted(this::interrupt);
  private volatile boolean requested;
  private volatile boolean working;

  private ShutdownHook() {}

  static ShutdownHook listen() {
    var shutdownHook = new ShutdownHook();
    Runtime.getRuntime().addShutdownHook(shutdownHook.hook);
    return shutdownHook;
  }

  private void interrupt() {
    requested = true;
    try {
      if (working) {
        cleaned.await();
      } else if (!cleaned.await(CLEANING_SECONDS, TimeUnit.SECONDS)) {
        System.err.println(
            "What was asked for may still be there: it could not be given up in time");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  boolean isRequested() {
    return requested;
  }

  /** Whether the real work has begun, so that there is more to tell than that it was cancelled. */
  boolean cameTooLate() {
    return working;
  }

  /** From here on the command is not to be stopped half-way; false if it is too late for that. */
  boolean beginWork() {
    working = true;
    if (requested) {
      working = false;
    }
    return working;
  }

  /** Ends the listening; an interruption that has come keeps the JVM until {@link #said}. */
  @Override
  public void close() {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // It runs.
      CLOSED.add(this);
    }
  }

  /** The command has said what it has to say: the JVM may end. */
  static void said() {
    for (var closed = CLOSED.poll(); closed != null; closed = CLOSED.poll()) {
      closed.cleaned.countDown();
    }
  }
}
