package org.daxlease.command;

import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
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
  Grant(FileApi files, OperationInfo operation, long since) {
    this.files = files;
    this.operation = operation;
    this.token = Objects.requireNonNull(operation.token());
    Instant granted = Objects.requireNonNull(operation.grantedAt());
    this.ttl = Duration.between(granted, Objects.requireNonNull(operation.grantExpiresAt()));
    this.since = since;
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

  /** Extends it; the service refuses with ESTALE if it is over. */
  void renew() {
    long before = System.nanoTime();
    try {
      files.renew(operation.id(), new OperationInfo.Token(token));
      since = before;
    } catch (UnreachableException e) {
      // What is left is still left, and counted.
    } catch (ProblemException e) {
      if (!e.isPassing()) {
        throw e;
      }
    }
  }

  /** Renews it, while the work takes its time, until that is interrupted. */
  Thread keep() {
    return Thread.ofVirtual()
        .name("grant")
        .start(() -> {
          try {
            while (true) {
              Thread.sleep(ttl.dividedBy(3));
              renew();
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
