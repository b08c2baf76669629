package org.daxlease.coordination.gathering;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Holds up whoever wants to pass until it is opened. */
final class Gate {

  private final CountDownLatch entered = new CountDownLatch(1);
  private final CountDownLatch goOn = new CountDownLatch(1);

  void pass() {
    entered.countDown();
    try {
      goOn.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  void awaitSomebody() throws InterruptedException {
    assertThat(entered.await(1, TimeUnit.MINUTES)).isTrue();
  }

  void open() {
    goOn.countDown();
  }
}
