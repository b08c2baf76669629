package org.daxlease.coordination.web;

import java.util.concurrent.Semaphore;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Component;

/**
 * Room in memory for the bodies of all requests that are under way: a quarter of the heap. Each
 * body has a limit, but nothing else limits how many there are at a time.
 */
@Component
class RequestBodyBudget {

  private static final int PART_OF_HEAP = 4;

  private final Semaphore bytes;

  @Autowired
  RequestBodyBudget() {
    this(Runtime.getRuntime().maxMemory() / PART_OF_HEAP);
  }

  RequestBodyBudget(long bytes) {
    this.bytes = new Semaphore((int) Math.min(bytes, Integer.MAX_VALUE));
  }

  /** Takes room for so many bytes; false, at once, if there is less. */
  boolean take(int number) {
    return bytes.tryAcquire(number);
  }

  void giveBack(int number) {
    bytes.release(number);
  }
}
