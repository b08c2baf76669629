package org.daxlease.protocol;

/**
 * A half-open range of bytes {@code [start, end)} of a file. The whole file is {@code [0, 2^63-1)}.
 *
 * @param start first byte, 0 or more
 * @param end first byte behind the range, at least {@code start}
 */
public record ByteRange(long start, long end) {

  /** {@code OFFSET_MAX}: the end of every range that has no other. */
  public static final long MAX = Long.MAX_VALUE;

  public static final ByteRange WHOLE_FILE = new ByteRange(0, MAX);

  public ByteRange {
    if (start < 0 || end < start) {
      throw new IllegalArgumentException("not a range: [" + start + ", " + end + ")");
    }
  }

  /** The range of a checked offset and length. */
  public static ByteRange of(long offset, long length) {
    return new ByteRange(offset, Math.addExact(offset, length));
  }

  public static ByteRange from(long start) {
    return new ByteRange(start, MAX);
  }

  public long length() {
    return end - start;
  }

  public boolean isEmpty() {
    return start == end;
  }

  public boolean overlaps(ByteRange other) {
    return start < other.end && other.start < end;
  }

  public boolean contains(ByteRange other) {
    return start <= other.start && other.end <= end;
  }

  /** What two ranges that overlap have in common. */
  ByteRange intersection(ByteRange other) {
    return new ByteRange(Math.max(start, other.start), Math.min(end, other.end));
  }

  /** The smallest range that contains both. */
  ByteRange hull(ByteRange other) {
    return new ByteRange(Math.min(start, other.start), Math.max(end, other.end));
  }

  /** This range, rounded outward to whole pages. */
  public ByteRange roundOut(int pageSize) {
    return new ByteRange(start - start % pageSize, roundUp(end, pageSize));
  }

  /** The first page boundary at or behind {@code offset}; {@link #MAX} where there is none. */
  public static long roundUp(long offset, int pageSize) {
    long rest = offset % pageSize;
    long up = rest == 0 ? offset : offset - rest + pageSize;
    return up < 0 ? MAX : up;
  }
}
