package org.daxlease.command;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Ctrl-C, SIGTERM: the JVM ends as soon as its hooks have, so this one waits until the command has
 * noticed and cleaned up. No request is interrupted, as what became of it would not be known; all
 * of them are short. Real work that has begun is waited for.
 */
final class Interruption implements AutoCloseable {

  private static final int CLEANING_SECONDS = 20;

  private final CountDownLatch cleaned = new CountDownLatch(1);
  private final Thread hook = Thread.ofPlatform().name("interruption").unstarted(this::interrupt);
  private volatile boolean requested;
  private volatile boolean working;

  private Interruption() {}

  static Interruption listen() {
    var interruption = new Interruption();
    Runtime.getRuntime().addShutdownHook(interruption.hook);
    return interruption;
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

  /** From here on the command is not to be stopped half-way; false if it is too late for that. */
  boolean beginWork() {
    working = true;
    if (requested) {
      working = false;
    }
    return working;
  }

  @Override
  public void close() {
    cleaned.countDown();
    if (!requested) {
      try {
        Runtime.getRuntime().removeShutdownHook(hook);
      } catch (IllegalStateException e) {
        // It has just begun to run, and finds everything cleaned.
      }
    }
  }
}
