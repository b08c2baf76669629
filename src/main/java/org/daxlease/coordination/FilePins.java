package org.daxlease.coordination;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.daxlease.protocol.Access;
import org.daxlease.protocol.Term;
import org.jspecify.annotations.Nullable;

/**
 * What a process has pinned of one file.
 *
 * @param pinCount how many pins
 * @param pins those of them that are named: all, unless an answer would name more than {@value
 *     PinsInTheWay#MOST_NAMED}
 */
public record FilePins(
    UUID fileId, String filesystem, String path, long pinCount, List<Held> pins) {

  /** A live pin and how long it has been held. */
  public record Held(
      UUID id,
      long offset,
      long length,
      Access access,
      Term term,
      @Nullable UUID leaseId,
      boolean detached,
      Instant pinnedAt,
      long ageSeconds) {}
}
