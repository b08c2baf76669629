package org.daxlease.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class StreamPropertiesTest {

  private static final long MIB = 1024 * 1024;

  private static int most(@Nullable Integer set, long heap) {
    Duration any = Duration.ofSeconds(1);
    return new StreamProperties(1, any, any, set, null).maxStreams(heap);
  }

  @Test
  void streamsLeaveHalfTheHeapToOthers() {
    assertThat(most(null, 205 * MIB)).isEqualTo(820);
    assertThat(most(null, 1024 * MIB)).isEqualTo(4096);
    assertThat(most(null, Long.MAX_VALUE)).isEqualTo(StreamProperties.MOST_STREAMS);
    assertThat(most(null, 1)).isEqualTo(1);
  }

  @Test
  void whatIsSetCounts() {
    assertThat(most(20_000, 205 * MIB)).isEqualTo(20_000);
  }
}
