package org.daxlease.coordination;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Holds up whoever wants to pass until it is opened. */
public final class Gate {

  private final CountDownLatch entered = new CountDownLatch(1);
  private final CountDownLatch goOn = new CountDownLatch(1);

  public void pass() {
    entered.countDown();
    try {
      goOn.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  public void awaitSomebody() throws InterruptedException {
    assertThat(entered.await(1, TimeUnit.MINUTES)).isTrue();
  }

  public void open() {
    goOn.countDown();
  }
}
