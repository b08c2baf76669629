package org.daxlease.client;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A lease.
 *
 * @param breaking what breaks it; null where nothing does
 */
public record LeaseInfo(
    UUID id,
    UUID processId,
    UUID fileId,
    String state,
    String origin,
    boolean breakable,
    boolean released,
    long offset,
    long length,
    int pins,
    long epoch,
    @JsonProperty("break") @Nullable BreakNote breaking) {

  /** The running break with the earliest deadline. */
  public record BreakNote(UUID operationId, String stage, @Nullable Instant deadline) {}

  /** A lease to be taken or confirmed; null for what is to stay, or to be the default. */
  public record NewLease(
      UUID processId,
      UUID fileId,
      @Nullable Boolean breakable,
      @Nullable Long offset,
      @Nullable Long length) {}

  public boolean isLive() {
    return state.equals("HELD") || state.equals("BREAKING");
  }
}
