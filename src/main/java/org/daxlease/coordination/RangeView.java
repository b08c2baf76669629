package org.daxlease.coordination;

import org.daxlease.protocol.ByteRange;

/** A byte range as it is shown. */
public record RangeView(long offset, long length) {

  static RangeView of(ByteRange range) {
    return new RangeView(range.start(), range.length());
  }
}
