package org.daxlease.protocol;

/** What a pin is used for: {@code WRITE} is {@code FOLL_WRITE}. */
public enum Access {
  READ,
  WRITE
}
