package org.daxlease.stream;

import java.util.HashMap;
import java.util.Map;

/** How many streams may be open at a time, in all and for each principal. */
final class StreamLimits {

  private final int most;
  private final int mostEach;
  private final Map<String, Integer> taken = new HashMap<>();
  private int all;

  StreamLimits(StreamProperties properties) {
    Integer each = properties.maxStreamsPerPrincipal();
    this.most = properties.maxStreams(Runtime.getRuntime().maxMemory());
    this.mostEach = each == null ? most : each;
  }

  /** Counts a stream of this principal; false if it may not have another. */
  synchronized boolean take(String principal) {
    if (all >= most || taken.getOrDefault(principal, 0) >= mostEach) {
      return false;
    }
    all++;
    taken.merge(principal, 1, Integer::sum);
    return true;
  }

  /** It has one less. */
  synchronized void leave(String principal) {
    all--;
    taken.computeIfPresent(principal, (_, number) -> number == 1 ? null : number - 1);
  }
}
