package org.daxlease.bench.load;

import java.time.Duration;
import java.util.Arrays;

/** How long each of many took, in nanoseconds. */
public final class Samples {

  private long[] nanos = new long[1 << 16];
  private int count;
  private boolean sorted;
  private long took;

  public void add(long each) {
    if (count == nanos.length) {
      nanos = Arrays.copyOf(nanos, 2 * count);
    }
    nanos[count++] = each;
    sorted = false;
  }

  /** From the first request to the last answer. */
  void lasted(long all) {
    took = all;
  }

  public int count() {
    return count;
  }

  public double perSecond() {
    return count / (took / 1e9);
  }

  public Duration took() {
    return Duration.ofNanos(took);
  }

  /** In milliseconds: that share of them, from 0 to 1, took no longer. */
  public double millis(double share) {
    if (count == 0) {
      throw new IllegalStateException("nothing was measured");
    }
    if (!sorted) {
      Arrays.sort(nanos, 0, count);
      sorted = true;
    }
    return nanos[Math.max(0, (int) Math.ceil(count * share) - 1)] / 1e6;
  }
}
