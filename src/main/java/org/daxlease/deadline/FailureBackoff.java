package org.daxlease.deadline;

import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Component;

/** Files and processes that failed, which are left alone for a second. */
@Component
class FailureBackoff {

  static final Duration LENGTH = Duration.ofSeconds(1);

  private final LongSupplier nanoTime;
  private final Map<UUID, Long> until = new ConcurrentHashMap<>();

  @Autowired
  FailureBackoff() {
    this(System::nanoTime);
  }

  FailureBackoff(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
  }

  /** It has failed. */
  void add(UUID id) {
    until.put(id, nanoTime.getAsLong() + LENGTH.toNanos());
  }

  /** Those that rest still. */
  Set<UUID> now() {
    long now = nanoTime.getAsLong();
    until.values().removeIf(end -> end - now <= 0);
    return Set.copyOf(until.keySet());
  }
}
