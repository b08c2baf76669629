package org.daxlease.coordination.gathering;

import java.util.List;
import java.util.Map;
import org.daxlease.coordination.idempotency.IdempotencyKey;
import org.daxlease.coordination.idempotency.IdempotencyRecord;
import org.daxlease.coordination.idempotency.KeyedRequest;
import org.jspecify.annotations.Nullable;

/** A command, and the key of its request, which all commands of the request share. */
record KeyedCommand<C, R>(C command, @Nullable KeyedRequest<List<R>> keyed) {

  /** The answer that its request has had, if it was carried out before. */
  @Nullable IdempotencyRecord kept(Map<IdempotencyKey, IdempotencyRecord> earlier) {
    return keyed == null ? null : earlier.get(keyed.key());
  }

  /** What has become of one. */
  sealed interface Taken<R> {

    record Now<R>(R result) implements Taken<R> {}

    /** Its request was carried out before. */
    record Before<R>(IdempotencyRecord kept) implements Taken<R> {}
  }
}
