package org.daxlease.coordination.gathering;

import java.util.List;
import java.util.Map;
import org.daxlease.coordination.idempotency.IdempotencyKey;
import org.daxlease.coordination.idempotency.KeptAnswer;
import org.daxlease.coordination.idempotency.Keyed;
import org.jspecify.annotations.Nullable;

/** A command, and the key of its request, which all commands of the request share. */
record Turn<C, R>(C command, @Nullable Keyed<List<R>> keyed) {

  /** The answer that its request has had, if it was carried out before. */
  @Nullable KeptAnswer kept(Map<IdempotencyKey, KeptAnswer> earlier) {
    return keyed == null ? null : earlier.get(keyed.key());
  }

  /** What has become of one. */
  sealed interface Taken<R> {

    record Now<R>(R result) implements Taken<R> {}

    /** Its request was carried out before. */
    record Before<R>(KeptAnswer kept) implements Taken<R> {}
  }
}
