package org.daxlease.coordination.idempotency;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import org.daxlease.coordination.RetryOnTransientFailure;
import org.daxlease.coordination.TimeSource;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** One transaction around commands and their answers, so that neither is ever there alone. */
@Component
public class IdempotentTransaction {

  private static final Duration KEPT_FOR = Duration.ofHours(24);

  private final IdempotencyStore store;
  private final TimeSource time;

  IdempotentTransaction(IdempotencyStore store, TimeSource time) {
    this.store = store;
    this.time = time;
  }

  /**
   * Executes the command, which joins this transaction. The key is taken first and not when the
   * answer is there: a second replica then waits before it has locked or done anything.
   */
  @Transactional
  public StoredResponse execute(IdempotencyKey key, Supplier<StoredResponse> command) {
    if (!claim(List.of(key)).isEmpty()) {
      throw new KeyConflictException(null);
    }
    StoredResponse answer = command.get();
    store.settle(Map.of(key, answer));
    return answer;
  }

  /**
   * The same for many requests at once, some of which may have been carried out before.
   *
   * @param keyed those that have a key; no two have the same
   * @param commands carries out all but those whose answers it is given, and gives what each of the
   *     others has led to
   */
  @RetryOnTransientFailure
  @Transactional
  public <R> Map<IdempotencyKey, IdempotencyRecord> execute(
      Collection<KeyedRequest<R>> keyed,
      Function<Map<IdempotencyKey, IdempotencyRecord>, Map<KeyedRequest<R>, R>> commands) {
    Map<IdempotencyKey, IdempotencyRecord> earlier =
        claim(keyed.stream().map(KeyedRequest::key).toList());
    Map<IdempotencyKey, StoredResponse> answers = new HashMap<>();
    commands
        .apply(earlier)
        .forEach((each, result) -> answers.put(each.key(), each.answer().apply(result)));
    store.settle(answers);
    return earlier;
  }

  private Map<IdempotencyKey, IdempotencyRecord> claim(Collection<IdempotencyKey> keys) {
    Instant now = time.now();
    return store.claim(keys, now, now.plus(KEPT_FOR));
  }
}
