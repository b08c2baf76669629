package org.daxlease.coordination.idempotency;

/** What a request with a key is answered with. */
public sealed interface KeyedExecution {

  /** It was carried out now. */
  record Now(StoredResponse answer) implements KeyedExecution {}

  /** It was carried out before, perhaps with another body. */
  record Before(IdempotencyRecord kept) implements KeyedExecution {}
}
