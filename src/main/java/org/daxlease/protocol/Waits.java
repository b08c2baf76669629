package org.daxlease.protocol;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.daxlease.protocol.LeaseBreak.Ladder;

/** How long something may take: hints for those who ask again and for those who wait. */
public final class Waits {

  /** What a client waits before it asks again where nothing better is known. */
  public static final Duration RETRY = Duration.ofSeconds(1);

  private Waits() {}

  static Duration untilReopened(Operation operation, Instant now) {
    Instant reopens = operation.progress().timers().reopensAt();
    return reopens != null && reopens.isAfter(now) ? Duration.between(now, reopens) : RETRY;
  }

  /**
   * When the ladder of a running break ends in a fence if its holder never moves; empty where that
   * is not certain to happen.
   */
  public static Optional<Instant> end(LeaseBreak leaseBreak) {
    return end(leaseBreak.terms(), leaseBreak.ladder());
  }

  private static Optional<Instant> end(BreakTerms terms, Ladder ladder) {
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

  /**
   * The latest moment at which a waiting operation is granted if no holder moves and every earlier
   * operation uses its whole grant; empty where that may be never.
   */
  public static Optional<Instant> grantBy(FileState state, Operation operation) {
    // Each once, in the order of arrival: asked one by one, each would ask all before it again.
    Map<Operation, Optional<Instant>> done = new LinkedHashMap<>();
    for (Operation earlier : state.operations()) {
      if (earlier.arrival() < operation.arrival() && earlier.isUnfinished()) {
        done.put(earlier, doneBy(state, earlier, done));
      }
    }
    return grantBy(state, operation, done);
  }

  /** The same; {@code done} has when the unfinished ones that arrived before it are over. */
  private static Optional<Instant> grantBy(
      FileState state, Operation operation, Map<Operation, Optional<Instant>> done) {
    Instant latest = Instant.MIN;
    for (LeaseBreak each : state.breaks()) {
      if (each.isRunning() && each.operations().contains(operation.id())) {
        Optional<Instant> end = end(each);
        if (end.isEmpty()) {
          return end;
        }
        latest = later(latest, end.get());
      }
    }
    Optional<Instant> shortPins = shortPinsBy(state, operation);
    if (shortPins.isEmpty()) {
      return shortPins;
    }
    latest = later(latest, shortPins.get());
    for (var earlier : done.entrySet()) {
      if (earlier.getKey().affected().overlaps(operation.affected())) {
        if (earlier.getValue().isEmpty()) {
          return earlier.getValue();
        }
        latest = later(latest, earlier.getValue().get());
      }
    }
    return Optional.of(latest);
  }

  private static Optional<Instant> doneBy(
      FileState state, Operation earlier, Map<Operation, Optional<Instant>> done) {
    Operation.Grant grant = earlier.progress().grant();
    return grant != null
        ? Optional.of(grant.expiresAt())
        : grantBy(state, earlier, done).map(at -> at.plus(state.file().policy().grantTtl()));
  }

  /** SHORT pins are waited for, then treated as unleased LONGTERM ones (rule 8). */
  private static Optional<Instant> shortPinsBy(FileState state, Operation operation) {
    boolean none =
        !state.file().isDax()
            || !operation.isHard()
            || state.pinsOver(operation.affected()).allMatch(Pin::isLongterm);
    if (none) {
      return Optional.of(Instant.MIN);
    }
    Instant examined = operation.progress().timers().shortPinsAt();
    if (examined == null) {
      return Optional.empty();
    }
    var terms = BreakTerms.of(state.file().policy(), operation.request().wishes().leaseBreakTime());
    Instant deadline = terms.signalledDeadline(examined);
    return end(terms, new Ladder(BreakStage.SIGBUS, deadline, null, 1, null));
  }

  private static Instant later(Instant one, Instant other) {
    return one.isAfter(other) ? one : other;
  }
}
