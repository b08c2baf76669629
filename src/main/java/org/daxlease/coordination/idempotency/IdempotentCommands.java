package org.daxlease.coordination.idempotency;

import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;
import org.daxlease.coordination.CommitOutcome;
import org.daxlease.coordination.RetryOnTransientFailure;
import org.daxlease.coordination.TimeSource;
import org.daxlease.coordination.idempotency.IdempotentResult.Executed;
import org.daxlease.coordination.idempotency.IdempotentResult.OtherBody;
import org.daxlease.coordination.idempotency.IdempotentResult.Replayed;
import org.daxlease.coordination.idempotency.IdempotentResult.StillRunning;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** Executes each request with an idempotency key once, whatever is repeated and on any replica. */
@Service
public class IdempotentCommands {

  /** A day's worth at once would take longer than a statement may. */
  public static final int MOST_FORGOTTEN = 10_000;

  private final Set<String> running = ConcurrentHashMap.newKeySet();
  private final LongAdder replays = new LongAdder();
  private final IdempotencyStore store;
  private final IdempotentTransaction transaction;
  private final TimeSource time;

  IdempotentCommands(IdempotencyStore store, IdempotentTransaction transaction, TimeSource time) {
    this.store = store;
    this.transaction = transaction;
    this.time = time;
  }

  /**
   * Executes a command, or says what became of it before. The command and its answer are one
   * transaction; if the command throws, nothing of either remains.
   */
  @RetryOnTransientFailure
  public IdempotentResult execute(IdempotencyKey key, Supplier<StoredResponse> command) {
    return once(key, () -> executeFirst(key, command));
  }

  /**
   * The same for what changes nothing, and so need not be one transaction with its answer: the
   * locks under which that is found out are gone before it is made.
   */
  @RetryOnTransientFailure
  public IdempotentResult executeSafe(IdempotencyKey key, Supplier<StoredResponse> command) {
    return once(
        key,
        () -> {
          StoredResponse answer = command.get();
          return executeFirst(key, () -> answer);
        });
  }

  /**
   * The same for a command that shares an {@link IdempotentTransaction} with others.
   *
   * @param command the answer that the key has had, or the one that it has got now
   */
  @RetryOnTransientFailure
  public IdempotentResult executeAmongOthers(IdempotencyKey key, Supplier<KeyedExecution> command) {
    return alone(
        key,
        () ->
            switch (settled(command)) {
              case KeyedExecution.Now(StoredResponse answer) -> new Executed(answer);
              case KeyedExecution.Before(IdempotencyRecord kept) -> repeated(key, kept);
            });
  }

  private IdempotentResult once(IdempotencyKey key, Supplier<IdempotentResult> first) {
    return alone(key, () -> earlier(key).orElseGet(first));
  }

  /** One request of a key at a time: another is told so at once, and holds no connection. */
  private IdempotentResult alone(IdempotencyKey key, Supplier<IdempotentResult> request) {
    if (!running.add(key.scope())) {
      return new StillRunning();
    }
    try {
      return request.get();
    } catch (KeyLockedException e) {
      // By a request on another replica.
      return new StillRunning();
    } finally {
      running.remove(key.scope());
    }
  }

  private IdempotentResult executeFirst(IdempotencyKey key, Supplier<StoredResponse> command) {
    try {
      return new Executed(settled(() -> transaction.execute(key, command)));
    } catch (KeyConflictException e) {
      // Our transaction is over; the winner's answer is visible to a new one.
      return earlier(key).orElseGet(StillRunning::new);
    }
  }

  private static <T> T settled(Supplier<T> command) {
    try {
      return command.get();
    } catch (RuntimeException e) {
      // Even if the connection was cut during the commit: key and effect are there or both are not,
      // so that the next attempt, or the client's, finds the answer or carries the command out.
      CommitOutcome.settle();
      throw e;
    }
  }

  private Optional<IdempotentResult> earlier(IdempotencyKey key) {
    return store.find(key, time.now()).map(kept -> repeated(key, kept));
  }

  private IdempotentResult repeated(IdempotencyKey key, IdempotencyRecord kept) {
    if (!kept.bodyHash().equals(key.bodyHash())) {
      return new OtherBody();
    }
    replays.increment();
    return new Replayed(kept.answer());
  }

  /** How many requests this replica has answered with what an earlier one was answered. */
  public long replays() {
    return replays.sum();
  }

  /**
   * Deletes answers that have expired, {@link #MOST_FORGOTTEN} or a few more, and gives their
   * number.
   */
  @Transactional
  public int forgetExpired(Instant now) {
    return store.deleteExpired(now, MOST_FORGOTTEN);
  }
}
