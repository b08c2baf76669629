package org.daxlease.protocol;

/**
 * What the file system wants to do: {@code read(2)}, {@code write(2)}, {@code sync(2)}, {@code
 * truncate(2)}, {@code unlink(2)} and the modes of {@code fallocate(2)}.
 */
public enum OperationKind {
  READ,
  WRITE,
  WRITEBACK,
  EXTEND,
  TRUNCATE,
  PUNCH_HOLE,
  ZERO_RANGE,
  COLLAPSE_RANGE,
  INSERT_RANGE,
  UNLINK;

  /** Whether the request names a new size (the others name a range, UNLINK nothing). */
  public boolean takesSize() {
    return this == TRUNCATE || this == EXTEND;
  }

  public boolean takesRange() {
    return !takesSize() && this != UNLINK;
  }

  /** Whether it moves the blocks behind the end of its range too. */
  boolean shiftsTail() {
    return this == COLLAPSE_RANGE || this == INSERT_RANGE;
  }
}
