package org.daxlease.protocol;

import org.jspecify.annotations.Nullable;

/** Checks of offsets and lengths, the same for every request that has them. */
public final class Ranges {

  private Ranges() {}

  /** Why offset and length are no range; null where they are one. */
  public static @Nullable Refusal check(long offset, long length) {
    if (offset < 0) {
      return new Refusal.InvalidField("offset", "must be 0 or more");
    }
    if (length <= 0) {
      return new Refusal.InvalidField("length", "must be 1 or more");
    }
    return offset > ByteRange.MAX - length
        ? new Refusal.RangeOverflow("length", "offset + length must not exceed 2^63-1")
        : null;
  }

  /** Why a range does not lie on page boundaries; null where it does. */
  static @Nullable Refusal aligned(long offset, long length, int pageSize) {
    if (offset % pageSize != 0) {
      return new Refusal.InvalidField("offset", "must be a multiple of the page size " + pageSize);
    }
    return length % pageSize != 0
        ? new Refusal.InvalidField("length", "must be a multiple of the page size " + pageSize)
        : null;
  }
}
