package org.daxlease.coordination.idempotency;

/** What became of a request with an {@link IdempotencyKey}. */
public sealed interface IdempotentResult {

  /** It was executed now, and committed together with its answer. */
  record Executed(StoredResponse answer) implements IdempotentResult {}

  /** It had been executed before: this was the answer. */
  record Replayed(StoredResponse answer) implements IdempotentResult {}

  /** The first request with this key has not been answered yet. */
  record StillRunning() implements IdempotentResult {}

  /** The key belongs to a request with another body. */
  record OtherBody() implements IdempotentResult {}
}
