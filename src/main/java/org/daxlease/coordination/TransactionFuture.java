package org.daxlease.coordination;

import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * What one thread does for another, which waits for it: what it led to, and what is known of its
 * commit.
 *
 * @param <X> what it may fail with
 */
public final class TransactionFuture<R extends @Nullable Object, X extends Throwable> {

  private final CompletableFuture<Ending<R, X>> ending = new CompletableFuture<>();

  private sealed interface Ending<R extends @Nullable Object, X> {

    record Done<R extends @Nullable Object, X>(R result) implements Ending<R, X> {}

    record Failed<R extends @Nullable Object, X>(X failure, boolean unknownOutcome)
        implements Ending<R, X> {}
  }

  /** Gives the result to who waits. */
  public void succeed(R result) {
    ending.complete(new Ending.Done<>(result));
  }

  /** Must be called by the thread that tried, which knows what became of its commit. */
  public void fail(X failure) {
    ending.complete(new Ending.Failed<>(failure, CommitOutcome.isUnknown(failure)));
  }

  /**
   * Waits for the result. An interrupt does not end that, for whatever happens it is carried out.
   */
  public R await() throws X {
    switch (ending.join()) {
      case Ending.Done<R, X>(R result) -> {
        CommitOutcome.settle();
        return result;
      }
      case Ending.Failed<R, X>(X failure, boolean unknownOutcome) -> {
        CommitOutcome.inherit(unknownOutcome);
        throw failure;
      }
    }
  }
}
