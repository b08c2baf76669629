package org.daxlease.holder;

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
}
