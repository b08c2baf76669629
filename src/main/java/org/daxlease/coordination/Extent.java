package org.daxlease.coordination;

import org.daxlease.protocol.ByteRange;

/** A byte range as it is shown. */
public record Extent(long offset, long length) {

  static Extent of(ByteRange range) {
    return new Extent(range.start(), range.length());
  }
}
