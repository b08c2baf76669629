package org.daxlease.protocol;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What holds for a file: the defaults, overridden by its filesystem, overridden by itself.
 *
 * @param leaseBreakTime time between two stages of the ladder; zero never expires ({@code
 *     /proc/sys/fs/lease-break-time})
 * @param killGrace time from SIGKILL to the fence
 * @param grantTtl how long a grant is good for without renewal
 * @param lockDelay how long a range stays closed behind an expired grant
 * @param coolDown how long a range stays closed behind the break of a NOWAIT request
 * @param maxWait how long an operation waits at most; null is for ever
 */
public record Policy(
    Duration leaseBreakTime,
    UnleasedPin unleasedPin,
    Escalation escalation,
    AfterKill afterKill,
    Duration killGrace,
    LapsedHolder lapsedHolder,
    Duration grantTtl,
    Duration lockDelay,
    Duration coolDown,
    @Nullable Duration maxWait,
    DeadlineFrom deadlineFrom) {

  /** The policy that holds where {@code overrides} say something else about some of it. */
  public Policy with(PolicyOverrides overrides) {
    return new Policy(
        or(overrides.leaseBreakTime(), leaseBreakTime),
        or(overrides.unleasedPin(), unleasedPin),
        or(overrides.escalation(), escalation),
        or(overrides.afterKill(), afterKill),
        or(overrides.killGrace(), killGrace),
        or(overrides.lapsedHolder(), lapsedHolder),
        or(overrides.grantTtl(), grantTtl),
        or(overrides.lockDelay(), lockDelay),
        or(overrides.coolDown(), coolDown),
        overrides.maxWait() != null ? overrides.maxWait() : maxWait,
        or(overrides.deadlineFrom(), deadlineFrom));
  }

  /** Whether it leaves holders more time than this; zero never expires. */
  public boolean leavesMoreThan(Duration breakTime) {
    return !breakTime.isZero()
        && (leaseBreakTime.isZero() || breakTime.compareTo(leaseBreakTime) < 0);
  }

  private static <T> T or(@Nullable T override, T otherwise) {
    return override != null ? override : otherwise;
  }
}
