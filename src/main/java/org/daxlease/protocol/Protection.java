package org.daxlease.protocol;

/** Protection of a mapping, as in {@code mmap(2)}. */
public enum Protection {
  READ,
  READ_WRITE
}
