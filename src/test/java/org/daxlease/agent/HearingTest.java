package org.daxlease.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class HearingTest {

  private final AtomicLong now = new AtomicLong();
  private final Hearing hearing = new Hearing(2, now::get);

  private void passes(Duration time) {
    now.addAndGet(time.toNanos());
  }

  @Test
  void isNotGoodBeforeAllStreamsHaveBegun() {
    assertThat(hearing.isGood()).isFalse();
    hearing.heard("signals");
    assertThat(hearing.isGood()).isFalse();
    hearing.heard("processes");
    assertThat(hearing.isGood()).isTrue();
  }

  /** A stream is refused for good, say, as its principal has too many. */
  @Test
  void isNotGoodWhileOneStreamHasLongBeenSilent() {
    hearing.heard("signals");
    hearing.heard("processes");
    passes(Duration.ofSeconds(60));
    hearing.heard("signals");
    assertThat(hearing.isGood()).isTrue();
    passes(Duration.ofSeconds(30));
    assertThat(hearing.isGood()).isFalse();
    hearing.heard("processes");
    assertThat(hearing.isGood()).isTrue();
  }
}
