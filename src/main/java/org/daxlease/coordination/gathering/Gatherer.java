package org.daxlease.coordination.gathering;

import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.function.Function;
import org.daxlease.coordination.BusyException;
import org.daxlease.coordination.CallerCommand;
import org.daxlease.coordination.CommitOutcome;
import org.daxlease.coordination.LockWait;
import org.daxlease.coordination.LockWaitTimeoutException;
import org.daxlease.coordination.TransientFailures;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * Gathers commands of one kind into transactions. A thread that finds what waits carries it out, in
 * the order of arrival, until nothing waits any more. So a command that comes alone goes at once,
 * and the more come while others commit, the more share the next commit. A second transaction
 * begins beside a running one only when enough wait to fill it, or when the running one stalls.
 */
final class Gatherer<C, R> {

  private final Function<List<CallerCommand<C>>, List<R>> command;
  private final GatheringProperties limits;
  private final GatheringMeters.OfKind meters;
  private final Executor threads;
  private final Queue<Submission<C, R>> waiting = new ArrayDeque<>();
  private final LockWaitQueue lockWaits;
  private int commandsWaiting;
  private int busy;

  /** When a transaction last began, by {@link System#nanoTime()}. */
  private long begun;

  /**
   * @param command carries out commands in a transaction, and answers one result for each
   * @param threads where transactions run, on the caller's if there is no other
   * @param lockWaits where those wait whose locks somebody keeps
   */
  Gatherer(
      Function<List<CallerCommand<C>>, List<R>> command,
      GatheringProperties limits,
      GatheringMeters.OfKind meters,
      Executor threads,
      LockWaitQueue lockWaits) {
    this.command = command;
    this.limits = limits;
    this.meters = meters;
    this.threads = threads;
    this.lockWaits = lockWaits;
  }

  /**
   * Carries commands out, all in one transaction; one result for each, in order. Within a
   * transaction of the caller's they join that one.
   *
   * @throws BusyException if too many wait, or these have waited for too long
   */
  List<R> submit(List<CallerCommand<C>> asked) {
    if (TransactionSynchronizationManager.isActualTransactionActive()) {
      return command.apply(asked);
    }
    Submission<C, R> own = new Submission<>(asked);
    if (queue(own)) {
      threads.execute(this::work);
    }
    return own.results.await();
  }

  /** Whether somebody must begin to work. */
  private synchronized boolean queue(Submission<C, R> submission) {
    int size = submission.asked.size();
    if (commandsWaiting > 0 && commandsWaiting + size > limits.queue()) {
      throw new BusyException(commandsWaiting + " commands wait already");
    }
    waiting.add(submission);
    commandsWaiting += size;
    boolean begins = busy == 0 || busy < limits.transactions() && (isFull() || stalls());
    if (begins) {
      busy++;
    }
    return begins;
  }

  private boolean isFull() {
    return commandsWaiting >= limits.commands();
  }

  /** Whether what runs takes so long, as for a lock, that others need not wait for it. */
  private boolean stalls() {
    return System.nanoTime() - begun > limits.stall().toNanos();
  }

  private void work() {
    // What was found first has waited for nobody.
    for (List<Submission<C, R>> led = next(false); !led.isEmpty(); led = next(true)) {
      attempt(led, LockWait.ONCE_TOGETHER);
    }
  }

  /** Takes what the next transaction carries out; nothing ends the work. */
  private synchronized List<Submission<C, R>> next(boolean patienceEnds) {
    List<Submission<C, R>> led = new ArrayList<>();
    int commands = 0;
    begun = System.nanoTime();
    for (Submission<C, R> next = waiting.peek(); next != null; next = waiting.peek()) {
      int size = next.asked.size();
      if (commands > 0 && commands + size > limits.commands()) {
        break;
      }
      waiting.remove();
      commandsWaiting -= size;
      if (!patienceEnds || next.goesOn(limits.patience())) {
        led.add(next);
        commands += size;
      }
    }
    if (led.isEmpty()) {
      busy--;
    }
    return led;
  }

  /** How many commands wait. */
  synchronized int waiting() {
    return commandsWaiting;
  }

  /** Nobody may wait for ever, whatever it was: what is not foreseen is the failure of all. */
  private void attempt(List<Submission<C, R>> led, LockWait wait) {
    try {
      if (wait == LockWait.ONCE_TOGETHER) {
        meters.gathered(led);
      }
      carryOut(led, wait);
    } catch (RuntimeException | Error e) {
      led.forEach(submission -> submission.results.fail(new IllegalStateException(e)));
    }
  }

  private void carryOut(List<Submission<C, R>> led, LockWait wait) {
    try {
      succeed(led, wait);
    } catch (LockWaitTimeoutException e) {
      goOnWithout(led, wait);
    } catch (RuntimeException e) {
      if (led.size() == 1 || TransientFailures.isTransient(e) || CommitOutcome.isUnknown(e)) {
        led.forEach(submission -> submission.results.fail(e));
      } else {
        // Whichever of them it was, it fails alone.
        led.forEach(submission -> carryOut(List.of(submission), wait));
      }
    }
  }

  /** It is one of them that needs this lock, or few, and the others have waited long enough. */
  private void goOnWithout(List<Submission<C, R>> led, LockWait waited) {
    if (led.size() == 1) {
      lockWaits.add(
          led.getFirst(), waited == LockWait.ONCE_ALONE, () -> attempt(led, LockWait.ONCE_ALONE));
      return;
    }
    int middle = led.size() / 2;
    for (List<Submission<C, R>> half :
        List.of(led.subList(0, middle), led.subList(middle, led.size()))) {
      List<Submission<C, R>> left =
          half.stream().filter(submission -> submission.goesOn(limits.patience())).toList();
      if (!left.isEmpty()) {
        carryOut(left, LockWait.NOWAIT);
      }
    }
  }

  private void succeed(List<Submission<C, R>> led, LockWait wait) {
    // Of several requests none is the cause of it all.
    Context cause = led.size() == 1 ? led.getFirst().context : Context.root();
    try (Scope _ = cause.makeCurrent()) {
      List<CallerCommand<C>> asked = led.stream().flatMap(l -> l.asked.stream()).toList();
      List<R> results = wait.during(() -> command.apply(asked));
      int from = 0;
      for (Submission<C, R> submission : led) {
        int to = from + submission.asked.size();
        submission.results.succeed(results.subList(from, to));
        from = to;
      }
    }
  }
}
