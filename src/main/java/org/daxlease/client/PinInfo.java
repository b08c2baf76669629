package org.daxlease.client;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A pin. */
public record PinInfo(
    UUID id,
    UUID fileId,
    UUID processId,
    UUID mappingId,
    @Nullable UUID leaseId,
    long offset,
    long length,
    String access,
    String term,
    String state,
    boolean detached,
    long generation) {

  /** A range of a mapping to be pinned; the offset is one in the file. */
  public record NewPin(UUID mappingId, long offset, long length, String access) {}
}
