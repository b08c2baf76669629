package org.daxlease.command;

import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import org.daxlease.client.CoordinatorClient;
import org.daxlease.client.FileApi;
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

  private final FileApi files;
  private final OperationInfo operation;
  private final long token;
  private final Duration ttl;
  private volatile long since;

  /**
   * Takes a grant up.
   *
   * @param since {@link System#nanoTime} before it can have been given
   */
  Grant(CoordinatorClient coordinator, OperationInfo operation, long since) {
    this.operation = operation;
    this.token = Objects.requireNonNull(operation.token());
    Instant granted = Objects.requireNonNull(operation.grantedAt());
    this.ttl = Duration.between(granted, Objects.requireNonNull(operation.grantExpiresAt()));
    this.since = since;
    // A request that hangs must leave time for others: the service may be there for them.
    this.files = coordinator.withPatience(patience(ttl, coordinator.patience())).files();
  }

  private static Duration patience(Duration ttl, Duration longest) {
    Duration part = shorter(ttl.dividedBy(4), longest);
    return part.compareTo(SOON) < 0 ? SOON : part;
  }

  private static Duration shorter(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }

  /** What is certainly left. */
  private Duration left() {
    return ttl.minusNanos(System.nanoTime() - since);
  }

  /** Whether nothing of it is certain any more. */
  boolean isOver() {
    return !left().isPositive();
  }

  /** Renews it, and makes sure that at least half is left; false where that cannot be had. */
  boolean isGoodForWork() {
    Duration half = ttl.dividedBy(2);
    renew();
    for (int i = 1; i < ATTEMPTS && left().compareTo(half) < 0; i++) {
      renew();
    }
    return left().compareTo(half) >= 0;
  }

  /** Extends it, if the service answers; it refuses with ESTALE if the grant is over. */
  private boolean renew() {
    long before = System.nanoTime();
    try {
      files.renew(operation.id(), new OperationInfo.Token(token));
      since = before;
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
              Thread.sleep(renewed ? ttl.dividedBy(3) : shorter(ttl.dividedBy(12), SOON));
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
    return files.complete(operation.id(), new OperationInfo.Token(token));
  }
}
