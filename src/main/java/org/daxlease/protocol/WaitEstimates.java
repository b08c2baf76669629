package org.daxlease.protocol;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.daxlease.protocol.LeaseBreak.Ladder;

/** How long something may take: hints for those who ask again and for those who wait. */
final class WaitEstimates {

  /** What a client waits before it asks again where nothing better is known. */
  static final Duration RETRY = Duration.ofSeconds(1);

  private WaitEstimates() {}

  static Duration untilReopened(Operation operation, Instant now) {
    Instant reopens = operation.progress().timers().reopensAt();
    return reopens != null && reopens.isAfter(now) ? Duration.between(now, reopens) : RETRY;
  }

  /**
   * When the ladder of a running break ends in a fence if its holder never moves; empty where that
   * is not certain to happen.
   */
  static Optional<Instant> end(LeaseBreak leaseBreak) {
    return end(leaseBreak.terms(), leaseBreak.ladder());
  }

  static Optional<Instant> end(BreakTerms terms, Ladder ladder) {
    if (ladder.fenceAt() != null) {
      return Optional.of(ladder.fenceAt());
    }
    Instant deadline = ladder.deadline();
    if (deadline == null || terms.afterKill() != AfterKill.FENCE) {
      return Optional.empty();
    }
    return switch (ladder.stage()) {
      case SIGKILL -> Optional.of(deadline);
      case SIGBUS ->
          terms.escalation() == Escalation.SIGBUS_ONLY
              ? Optional.empty()
              : Optional.of(deadline.plus(terms.killGrace()));
      case SIGIO ->
          switch (terms.escalation()) {
            case SIGBUS_ONLY -> Optional.empty();
            case SIGKILL -> Optional.of(deadline.plus(terms.killGrace()));
            case SIGBUS_THEN_SIGKILL ->
                Optional.of(deadline.plus(terms.longestStage()).plus(terms.killGrace()));
          };
    };
  }
}
