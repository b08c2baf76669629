package org.daxlease.stream;

import jakarta.validation.constraints.Positive;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * How streams treat their clients.
 *
 * @param queueCapacity how many events wait in memory for one client; one that is further behind is
 *     served from the journal until it has caught up
 * @param keepAlive after how long without an event a stream sends its position; this project's
 *     clients give up a stream that is silent for twice the longest
 * @param stallTimeout how long a client may take nothing at all while something waits for it before
 *     it is cut off; it can resume
 * @param maxStreams how many streams may be open at a time on this replica; as many as half the
 *     heap has room for if not set, and no more than {@link #MOST_STREAMS}
 * @param maxStreamsPerPrincipal how many of them one principal may have open; all if not set
 */
@Validated
@ConfigurationProperties("daxlease.stream")
record StreamProperties(
    @DefaultValue("1000") @Positive int queueCapacity,
    @DefaultValue("15s") @DurationMin(millis = 10) @DurationMax(seconds = 30) Duration keepAlive,
    @DefaultValue("10s") @DurationMin(millis = 10) Duration stallTimeout,
    @Positive @Nullable Integer maxStreams,
    @Positive @Nullable Integer maxStreamsPerPrincipal) {

  static final int MOST_STREAMS = 10_000;

  /** What one was measured to hold, most of it buffers of the server, and a little more. */
  static final int BYTES_PER_STREAM = 128 * 1024;

  /** How many streams may be open at a time where the heap may grow to so many bytes. */
  int maxStreams(long heap) {
    return maxStreams != null
        ? maxStreams
        : (int) Math.clamp(heap / 2 / BYTES_PER_STREAM, 1, MOST_STREAMS);
  }
}
