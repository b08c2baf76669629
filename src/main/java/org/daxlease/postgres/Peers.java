package org.daxlease.postgres;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Component;

/**
 * Whether there are other replicas, as far as they can be heard: each says now and then that it is
 * there.
 */
@Component
class Peers {

  /** How often a replica makes itself heard that has nothing else to tell. */
  static final Duration ANNOUNCED = Duration.ofSeconds(5);

  /** One that has not been heard for so long is gone. */
  static final Duration FORGOTTEN = ANNOUNCED.multipliedBy(4);

  private final LongSupplier nanoTime;

  /** When one was heard last, by {@link System#nanoTime()}; null before the first. */
  private final AtomicReference<@Nullable Long> heardAt = new AtomicReference<>();

  @Autowired
  Peers() {
    this(System::nanoTime);
  }

  Peers(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
  }

  boolean areThere() {
    return isRecent(heardAt.get());
  }

  /**
   * One of them was heard.
   *
   * @return whether there was none before
   */
  boolean heard() {
    return !isRecent(heardAt.getAndSet(nanoTime.getAsLong()));
  }

  private boolean isRecent(@Nullable Long at) {
    return at != null && nanoTime.getAsLong() - at < FORGOTTEN.toNanos();
  }
}
