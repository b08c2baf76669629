package org.daxlease.holder;

import java.time.Instant;
import java.util.UUID;
import org.daxlease.client.LeaseInfo;

/** Leases as the service shows them. */
final class Leases {

  private Leases() {}

  /** One that nobody breaks, of one page. */
  static LeaseInfo held() {
    return new LeaseInfo(
        UUID.randomUUID(),
        UUID.randomUUID(),
        UUID.randomUUID(),
        "HELD",
        "EXPLICIT",
        true,
        false,
        0,
        4096,
        0,
        1,
        null);
  }

  /** The same while an operation waits for it. */
  static LeaseInfo broken(LeaseInfo held) {
    return new LeaseInfo(
        held.id(),
        held.processId(),
        held.fileId(),
        "BREAKING",
        held.origin(),
        held.breakable(),
        held.released(),
        held.offset(),
        held.length(),
        1,
        held.epoch() + 1,
        new LeaseInfo.BreakNote(new UUID(0, 1), "SIGIO", Instant.EPOCH));
  }
}
