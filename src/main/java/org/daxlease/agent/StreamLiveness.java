package org.daxlease.agent;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/** Whether the agent hears what the service tells it: whoever does not must not pass for alive. */
final class StreamLiveness {

  /** A stream that says nothing for a minute is cut off, and then takes a moment to open again. */
  private static final Duration SILENCE = Duration.ofSeconds(75);

  private final LongSupplier nanoTime;

  /** When each stream was last heard, of those that have been. */
  private final Map<String, Long> heard = new ConcurrentHashMap<>();

  private final int streams;

  StreamLiveness(int streams, LongSupplier nanoTime) {
    this.streams = streams;
    this.nanoTime = nanoTime;
  }

  /** A stream has begun, or said something, and that has been dealt with. */
  void heard(String stream) {
    heard.put(stream, nanoTime.getAsLong());
  }

  /** Whether all streams have been heard of late. */
  boolean isGood() {
    long now = nanoTime.getAsLong();
    return heard.size() == streams
        && heard.values().stream().allMatch(last -> now - last < SILENCE.toNanos());
  }
}
