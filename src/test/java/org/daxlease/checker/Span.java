package org.daxlease.checker;

import tools.jackson.databind.JsonNode;

/** Bytes {@code [start, end)} of a file. */
record Span(long start, long end) {

  static final long MAX = Long.MAX_VALUE;

  /** Of an object with offset and length. */
  static Span of(JsonNode extent) {
    long start = extent.path("offset").asLong();
    return new Span(start, start + extent.path("length").asLong());
  }

  static Span from(long start) {
    return new Span(start, MAX);
  }

  boolean overlaps(Span other) {
    return start < other.end && other.start < end;
  }

  boolean contains(Span other) {
    return start <= other.start && other.end <= end;
  }

  Span pages(int pageSize) {
    long rest = end % pageSize;
    long up = rest == 0 ? end : end - rest + pageSize;
    return new Span(start - start % pageSize, up < 0 ? MAX : up);
  }

  @Override
  public String toString() {
    return "[" + start + ", " + (end == MAX ? "end" : end) + ")";
  }
}
