package org.daxlease.protocol;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** The policy a break keeps from its start to its end, whatever is configured meanwhile. */
public record BreakTerms(
    Duration leaseBreakTime,
    Escalation escalation,
    AfterKill afterKill,
    Duration killGrace,
    DeadlineFrom deadlineFrom,
    LapsedHolder lapsedHolder) {

  /** Ganesha's limit: how many break times a deadline that awaits a delivery is away at most. */
  private static final int LIMIT = 2;

  static BreakTerms of(Policy policy, @Nullable Duration leaseBreakTime) {
    return new BreakTerms(
        leaseBreakTime != null ? leaseBreakTime : policy.leaseBreakTime(),
        policy.escalation(),
        policy.afterKill(),
        policy.killGrace(),
        policy.deadlineFrom(),
        policy.lapsedHolder());
  }

  /** For holders whom nothing announces their deadline: at it they get SIGBUS first (rule 4). */
  BreakTerms unannounced() {
    return escalation != Escalation.SIGKILL
        ? this
        : new BreakTerms(
            leaseBreakTime,
            Escalation.SIGBUS_THEN_SIGKILL,
            afterKill,
            killGrace,
            deadlineFrom,
            lapsedHolder);
  }

  /** One lease-break-time from {@code now}; null where it never expires. */
  @Nullable Instant breakTimeFrom(Instant now) {
    return leaseBreakTime.isZero() ? null : now.plus(leaseBreakTime);
  }

  /** The longest that a stage lasts whose signal goes out at its beginning. */
  Duration longestStage() {
    return deadlineFrom == DeadlineFrom.DELIVERED
        ? leaseBreakTime.multipliedBy(LIMIT)
        : leaseBreakTime;
  }

  /** The deadline of a stage whose signal goes out {@code now}, until it is known to arrive. */
  @Nullable Instant signalledDeadline(Instant now) {
    return leaseBreakTime.isZero() ? null : now.plus(longestStage());
  }

  /** When the fence follows a SIGKILL sent {@code now}; null where an exit is awaited. */
  @Nullable Instant fenceFrom(Instant now) {
    return afterKill == AfterKill.FENCE ? now.plus(killGrace) : null;
  }

  /** The stage behind {@code stage} for somebody who waits to the end. */
  @Nullable BreakStage after(BreakStage stage) {
    return switch (stage) {
      case SIGIO -> escalation == Escalation.SIGKILL ? BreakStage.SIGKILL : BreakStage.SIGBUS;
      case SIGBUS -> escalation == Escalation.SIGBUS_ONLY ? BreakStage.SIGBUS : BreakStage.SIGKILL;
      case SIGKILL -> null;
    };
  }
}
