package org.daxlease.coordination.idempotency;

import java.time.Duration;
import java.time.Instant;
import java.util.function.Supplier;
import org.daxlease.coordination.TimeSource;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** One transaction around a command and its answer, so that neither is ever there alone. */
@Component
class IdempotentTransaction {

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
  public StoredAnswer execute(IdempotencyKey key, Supplier<StoredAnswer> command) {
    Instant now = time.now();
    store.claim(key, now, now.plus(KEPT_FOR));
    StoredAnswer answer = command.get();
    if (answer.isKept()) {
      store.save(key, answer);
    } else {
      store.release(key);
    }
    return answer;
  }
}
