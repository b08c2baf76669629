package org.daxlease.coordination.idempotency;

/** What a request with a key is answered with. */
public sealed interface Answered {

  /** It was carried out now. */
  record Now(StoredAnswer answer) implements Answered {}

  /** It was carried out before, perhaps with another body. */
  record Before(KeptAnswer kept) implements Answered {}
}
