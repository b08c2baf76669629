package org.daxlease.coordination.gathering;

import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.daxlease.coordination.Asked;
import org.daxlease.coordination.CommitOutcome;
import org.jspecify.annotations.Nullable;

/** What one thread has brought, and waits for. */
final class Load<C, R> {

  final List<Asked<C>> asked;
  final long since = System.nanoTime();
  private final Thread owner = Thread.currentThread();
  private volatile @Nullable Ending<R> ending;

  Load(List<Asked<C>> asked) {
    this.asked = asked;
  }

  private sealed interface Ending<R> {

    record Done<R>(List<R> results) implements Ending<R> {}

    record Failed<R>(RuntimeException failure, boolean unknownOutcome) implements Ending<R> {}
  }

  void succeed(List<R> results) {
    ending = new Ending.Done<>(results);
    wake();
  }

  /** Must be called by the thread that tried, which knows what became of its commit. */
  void fail(RuntimeException failure) {
    ending = new Ending.Failed<>(failure, CommitOutcome.isUnknown(failure));
    wake();
  }

  boolean isOver() {
    return ending != null;
  }

  void wake() {
    LockSupport.unpark(owner);
  }

  /** One result for each command, or the failure of all, with what is known of their commit. */
  List<R> results() {
    return switch (ending) {
      case Ending.Done<R>(List<R> results) -> results;
      case Ending.Failed<R>(RuntimeException failure, boolean unknownOutcome) -> {
        CommitOutcome.inherit(unknownOutcome);
        throw failure;
      }
      case null -> throw new IllegalStateException("not over yet");
    };
  }
}
