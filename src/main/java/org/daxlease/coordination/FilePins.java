package org.daxlease.coordination;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.daxlease.protocol.Access;
import org.daxlease.protocol.Term;
import org.jspecify.annotations.Nullable;

/** What a process has pinned of one file. */
public record FilePins(UUID fileId, String filesystem, String path, List<Held> pins) {

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
