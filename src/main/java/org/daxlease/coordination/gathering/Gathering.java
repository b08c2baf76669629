package org.daxlease.coordination.gathering;

import org.daxlease.coordination.BusyException;
import org.daxlease.coordination.idempotency.KeyedExecution;
import org.daxlease.coordination.idempotency.KeyedRequest;

/**
 * The commands of one request, ready to share a transaction with those of others.
 *
 * @param <T> what they lead to
 */
public interface Gathering<T> {

  /**
   * Carries them out.
   *
   * @throws BusyException if too many wait, or these have waited for too long
   */
  T carryOut();

  /**
   * Carries them out once for their key, whose answer is committed with them.
   *
   * @throws BusyException if too many wait, or these have waited for too long
   */
  KeyedExecution carryOut(KeyedRequest<T> keyed);
}
