package org.daxlease.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class NeighboursTest {

  private final AtomicLong nanoTime = new AtomicLong(Long.MAX_VALUE);
  private final Neighbours neighbours = new Neighbours(nanoTime::get);

  @Test
  void whoIsHeardIsThereUntilItHasBeenSilentForLong() {
    assertThat(neighbours.areThere()).isFalse();

    assertThat(neighbours.heard()).as("the first").isTrue();
    nanoTime.addAndGet(Neighbours.FORGOTTEN.toNanos() - 1);
    assertThat(neighbours.areThere()).isTrue();

    assertThat(neighbours.heard()).as("the first").isFalse();
    nanoTime.addAndGet(Neighbours.FORGOTTEN.toNanos());
    assertThat(neighbours.areThere()).isFalse();
    assertThat(neighbours.heard()).as("the first").isTrue();
  }
}
