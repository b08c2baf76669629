package org.daxlease.coordination;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.daxlease.protocol.BreakStage;
import org.jspecify.annotations.Nullable;

/**
 * A process in the way, with its pins there.
 *
 * @param pinCount how many it has there
 * @param pins those of them that are named: all, unless an answer would name more than {@value
 *     PinsInTheWay#MOST_NAMED}
 * @param stage how far up the ladder; null where no break runs
 * @param deadline when the next stage is due; null where none is
 */
public record BlockerView(
    UUID processId,
    String host,
    int pid,
    @Nullable UUID leaseId,
    long pinCount,
    List<PinExtent> pins,
    @Nullable BreakStage stage,
    @Nullable Instant deadline) {

  /** A pin and what it holds. */
  public record PinExtent(UUID id, long offset, long length) {}
}
