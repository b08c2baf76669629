package org.daxlease.protocol;

/** Where the bytes of a file live. */
public enum Backing {
  /** Pages are the persistent memory itself: blocks under a pin cannot be moved away. */
  DAX,
  /** Pages are copies: a truncate detaches them and the pin keeps its memory. */
  PAGE_CACHE
}
