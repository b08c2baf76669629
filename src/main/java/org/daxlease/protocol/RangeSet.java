package org.daxlease.protocol;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Ranges that neither overlap nor touch, in their order. There are at most {@link #MOST}: of more
 * the two that are closest become one, so that the set may grow beyond what was put in, but never
 * loses any of it.
 */
public record RangeSet(List<ByteRange> ranges) {

  /** More than a file has in practice, and few enough to be read with every command on it. */
  static final int MOST = 64;

  public static final RangeSet EMPTY = new RangeSet(List.of());

  public RangeSet {
    ranges = List.copyOf(ranges);
  }

  boolean overlaps(ByteRange range) {
    return ranges.stream().anyMatch(range::overlaps);
  }

  RangeSet with(ByteRange added) {
    ByteRange hull = added;
    List<ByteRange> others = new ArrayList<>();
    for (ByteRange each : ranges) {
      if (each.start() <= added.end() && added.start() <= each.end()) {
        hull = hull.hull(each);
      } else {
        others.add(each);
      }
    }
    others.add(hull);
    others.sort(Comparator.comparing(ByteRange::start));
    if (others.size() > MOST) {
      joinClosest(others);
    }
    return new RangeSet(others);
  }

  private static void joinClosest(List<ByteRange> ranges) {
    int closest = 1;
    for (int i = 2; i < ranges.size(); i++) {
      if (gapBefore(ranges, i) < gapBefore(ranges, closest)) {
        closest = i;
      }
    }
    ranges.set(closest, ranges.get(closest - 1).hull(ranges.get(closest)));
    ranges.remove(closest - 1);
  }

  private static long gapBefore(List<ByteRange> ranges, int index) {
    return ranges.get(index).start() - ranges.get(index - 1).end();
  }

  RangeSet without(ByteRange removed) {
    List<ByteRange> rest = new ArrayList<>();
    for (ByteRange each : ranges) {
      if (!each.overlaps(removed)) {
        rest.add(each);
        continue;
      }
      if (each.start() < removed.start()) {
        rest.add(new ByteRange(each.start(), removed.start()));
      }
      if (removed.end() < each.end()) {
        rest.add(new ByteRange(removed.end(), each.end()));
      }
    }
    // A hole may make two of one.
    if (rest.size() > MOST) {
      joinClosest(rest);
    }
    return new RangeSet(rest);
  }

  /** The set as {@link #parse} reads it; null if it is empty. */
  public @Nullable String text() {
    return ranges.isEmpty()
        ? null
        : ranges.stream().map(r -> r.start() + "-" + r.end()).collect(Collectors.joining(","));
  }

  /** Reads what {@link #text} has written. */
  public static RangeSet parse(@Nullable String text) {
    if (text == null) {
      return EMPTY;
    }
    return new RangeSet(
        Arrays.stream(text.split(","))
            .map(each -> each.split("-"))
            .map(ends -> new ByteRange(Long.parseLong(ends[0]), Long.parseLong(ends[1])))
            .toList());
  }
}
