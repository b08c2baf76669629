package org.daxlease.protocol;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What a filesystem or a file says about its {@link Policy}; null leaves the wider value. */
public record PolicyOverrides(
    @Nullable Duration leaseBreakTime,
    @Nullable UnleasedPin unleasedPin,
    @Nullable Escalation escalation,
    @Nullable AfterKill afterKill,
    @Nullable Duration killGrace,
    @Nullable LapsedHolder lapsedHolder,
    @Nullable Duration grantTtl,
    @Nullable Duration lockDelay,
    @Nullable Duration coolDown,
    @Nullable Duration maxWait,
    @Nullable DeadlineFrom deadlineFrom) {

  public static final PolicyOverrides NONE =
      new PolicyOverrides(null, null, null, null, null, null, null, null, null, null, null);
}
