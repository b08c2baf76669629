package org.daxlease.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class PeersTest {

  private final AtomicLong nanoTime = new AtomicLong(Long.MAX_VALUE);
  private final Peers peers = new Peers(nanoTime::get);

  @Test
  void whoIsHeardIsThereUntilItHasBeenSilentForLong() {
    assertThat(peers.areThere()).isFalse();

    assertThat(peers.heard()).as("the first").isTrue();
    nanoTime.addAndGet(Peers.FORGOTTEN.toNanos() - 1);
    assertThat(peers.areThere()).isTrue();

    assertThat(peers.heard()).as("the first").isFalse();
    nanoTime.addAndGet(Peers.FORGOTTEN.toNanos());
    assertThat(peers.areThere()).isFalse();
    assertThat(peers.heard()).as("the first").isTrue();
  }
}
