package org.daxlease.command;

import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import org.daxlease.client.CoordinatorClient;
import org.daxlease.client.OperationInfo;
import org.daxlease.client.ProblemException;
import org.daxlease.client.UnreachableException;

/**
 * A grant and how much of it is left, at least, by this machine's monotonic clock: it is counted
 * from the moment before the request that brought or renewed it.
 */
final class Grant {

  private static final int ATTEMPTS = 3;
  private static final Duration SOON = Duration.ofSeconds(1);

  private static final Duration LEAST_PAUSE = Duration.ofMillis(50);

  /** The service's time is known to a second. */
  private static final Duration UNCERTAIN = Duration.ofSeconds(1);

  private final CoordinatorClient coordinator;
  private final OperationInfo operation;
  private final long token;
  private final Duration longest;
  private volatile Term term;

  /** How long it is good, from a moment of {@link System#nanoTime} on. */
  private record Term(Duration length, long since) {

    Duration left() {
      return length.minusNanos(System.nanoTime() - since);
    }
  }

  /**
   * Takes a grant up.
   *
   * @param since {@link System#nanoTime} before it can have been given
   */
  Grant(CoordinatorClient coordinator, OperationInfo operation, long since) {
    this.operation = operation;
    this.token = Objects.requireNonNull(operation.token());
    Instant granted = Objects.requireNonNull(operation.grantedAt());
    this.longest = Duration.between(granted, operation.grantExpiresAt());
    this.term = term(coordinator, operation, since);
    // A request that hangs must leave time for others: the service may be there for them.
    this.coordinator = coordinator.withPatience(patience(term.length(), coordinator.patience()));
  }

  /**
   * How long it lasts by an answer that has just come: after an outage or under another policy that
   * is not what it was at first.
   */
  private Term term(CoordinatorClient asked, OperationInfo answer, long since) {
    Instant until = Objects.requireNonNull(answer.grantExpiresAt());
    Duration certain =
        asked.clock().until(until).map(left -> left.minus(UNCERTAIN)).orElse(longest);
    return new Term(shorter(longest, certain), since);
  }

  private static Duration patience(Duration ttl, Duration longest) {
    Duration part = shorter(ttl.dividedBy(4), longest);
    return part.compareTo(SOON) < 0 ? SOON : part;
  }

  private static Duration shorter(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }

  /** Whether nothing of it is certain any more. */
  boolean isOver() {
    return !term.left().isPositive();
  }

  /** Renews it, and makes sure that at least half is left; false where that cannot be had. */
  boolean isGoodForWork() {
    renew();
    for (int i = 1; i < ATTEMPTS && !isHalfLeft(); i++) {
      renew();
    }
    return isHalfLeft();
  }

  private boolean isHalfLeft() {
    Term now = term;
    return now.left().isPositive() && now.left().compareTo(now.length().dividedBy(2)) >= 0;
  }

  /** Extends it, if the service answers; it refuses with ESTALE if the grant is over. */
  private boolean renew() {
    long before = System.nanoTime();
    try {
      OperationInfo renewed =
          coordinator.files().renew(operation.id(), new OperationInfo.Token(token));
      term = term(coordinator, renewed, before);
      return true;
    } catch (UnreachableException e) {
      // What is left is still left, and counted.
      return false;
    } catch (ProblemException e) {
      if (!e.isPassing()) {
        throw e;
      }
      return false;
    }
  }

  /** Renews it, while work and completion take their time, until that is interrupted. */
  Thread keep() {
    return Thread.ofVirtual()
        .name("grant")
        .start(() -> {
          try {
            boolean renewed = true;
            while (true) {
              Duration length = term.length();
              Duration pause = renewed ? length.dividedBy(3) : shorter(length.dividedBy(12), SOON);
              // Of a grant that hardly lasts nothing may be certain.
              Thread.sleep(pause.compareTo(LEAST_PAUSE) < 0 ? LEAST_PAUSE : pause);
              renewed = renew();
            }
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          } catch (RuntimeException e) {
            // Over: completing it will say so.
          }
        });
  }

  OperationInfo complete() {
    return coordinator.files().complete(operation.id(), new OperationInfo.Token(token));
  }
}
