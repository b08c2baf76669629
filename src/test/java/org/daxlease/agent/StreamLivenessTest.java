package org.daxlease.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class StreamLivenessTest {

  private final AtomicLong now = new AtomicLong();
  private final StreamLiveness liveness = new StreamLiveness(2, now::get);

  private void passes(Duration time) {
    now.addAndGet(time.toNanos());
  }

  @Test
  void isNotGoodBeforeAllStreamsHaveBegun() {
    assertThat(liveness.isGood()).isFalse();
    liveness.heard("signals");
    assertThat(liveness.isGood()).isFalse();
    liveness.heard("processes");
    assertThat(liveness.isGood()).isTrue();
  }

  /** A stream is refused for good, say, as its principal has too many. */
  @Test
  void isNotGoodWhileOneStreamHasLongBeenSilent() {
    liveness.heard("signals");
    liveness.heard("processes");
    passes(Duration.ofSeconds(60));
    liveness.heard("signals");
    assertThat(liveness.isGood()).isTrue();
    passes(Duration.ofSeconds(30));
    assertThat(liveness.isGood()).isFalse();
    liveness.heard("processes");
    assertThat(liveness.isGood()).isTrue();
  }
}
