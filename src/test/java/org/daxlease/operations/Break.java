package org.daxlease.operations;

import org.daxlease.history.Api;
import org.daxlease.history.Cast;

/** Breaks from their beginning to their end, as clients see them. */
final class Break {

  private final Cast cast;

  Break(int port) {
    this.cast = new Cast(new Api(port));
  }

  /** The holder gives way, and the operation is completed. */
  void isAnswered() {
    String file = cast.file();
    Cast.Holder holder = cast.holder(file);
    String truncate = cast.truncate(file, "leaseBreakTime", "PT5M").done().id();
    cast.unpin(holder.pin()).done();
    long token = cast.becomes(truncate, "GRANTED").path("token").asLong();
    cast.complete(truncate, token).done();
  }

  /** The holder is silent until it is fenced, and nobody uses the grant. */
  void isNotAnswered() {
    String file = cast.file();
    cast.holder(file);
    cast.becomes(cast.truncate(file).done().id(), "EXPIRED");
  }
}
