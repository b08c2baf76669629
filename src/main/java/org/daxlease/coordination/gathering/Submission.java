package org.daxlease.coordination.gathering;

import io.opentelemetry.context.Context;
import java.time.Duration;
import java.util.List;
import org.daxlease.coordination.BusyException;
import org.daxlease.coordination.CallerCommand;
import org.daxlease.coordination.CommitOutcome;
import org.daxlease.coordination.TransactionFuture;

/** What one thread has brought, and waits for: one result for each command, or one failure. */
final class Submission<C, R> {

  final List<CallerCommand<C>> asked;
  final long since = System.nanoTime();

  /** Of the request, for the spans of what is committed for it. */
  final Context context = Context.current();

  final TransactionFuture<List<R>, RuntimeException> results = new TransactionFuture<>();

  Submission(List<CallerCommand<C>> asked) {
    this.asked = asked;
  }

  /** Whether to go on with it; where it has waited for too long it is told to come back instead. */
  boolean goesOn(Duration patience) {
    if (System.nanoTime() - since <= patience.toNanos()) {
      return true;
    }
    CommitOutcome.settle();
    results.fail(new BusyException("waited for too long"));
    return false;
  }
}
