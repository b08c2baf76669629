package org.daxlease.client;

import java.util.UUID;

/** A mapping. */
public record MappingInfo(
    UUID id,
    UUID processId,
    UUID fileId,
    long offset,
    long length,
    String protection,
    String state) {

  /** {@code mmap(2)}. */
  public record NewMapping(
      UUID processId, UUID fileId, long offset, long length, String protection) {}
}
