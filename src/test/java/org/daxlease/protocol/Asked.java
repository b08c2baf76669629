package org.daxlease.protocol;

import java.time.Duration;
import java.util.UUID;
import org.daxlease.protocol.Operation.Arguments;
import org.daxlease.protocol.Operation.Request;
import org.daxlease.protocol.Operation.Wishes;
import org.jspecify.annotations.Nullable;

/** A request for an operation, said in words. */
record Asked(Request request) {

  private static final Wishes NONE = new Wishes(false, null, null, null);

  static Asked of(
      OperationKind kind, @Nullable Long newSize, @Nullable Long offset, @Nullable Long length) {
    return new Asked(
        new Request(kind, new Arguments(newSize, offset, length), OnConflict.WAIT, NONE));
  }

  static Asked over(OperationKind kind, ByteRange range) {
    return of(kind, null, range.start(), range.length());
  }

  static Asked punch(ByteRange range) {
    return over(OperationKind.PUNCH_HOLE, range);
  }

  static Asked truncate(long newSize) {
    return of(OperationKind.TRUNCATE, newSize, null, null);
  }

  static Asked extend(long newSize) {
    return of(OperationKind.EXTEND, newSize, null, null);
  }

  static Asked unlink() {
    return of(OperationKind.UNLINK, null, null, null);
  }

  Asked noWait() {
    return on(OnConflict.NOWAIT);
  }

  Asked orFail() {
    return on(OnConflict.FAIL);
  }

  private Asked on(OnConflict onConflict) {
    return new Asked(
        new Request(request.kind(), request.arguments(), onConflict, request.wishes()));
  }

  Asked completing() {
    var w = request.wishes();
    return wishing(new Wishes(true, w.leaseBreakTime(), w.maxWait(), w.requesterProcessId()));
  }

  Asked within(Duration leaseBreakTime) {
    var w = request.wishes();
    return wishing(
        new Wishes(w.autoComplete(), leaseBreakTime, w.maxWait(), w.requesterProcessId()));
  }

  Asked waitingAtMost(Duration maxWait) {
    var w = request.wishes();
    return wishing(
        new Wishes(w.autoComplete(), w.leaseBreakTime(), maxWait, w.requesterProcessId()));
  }

  Asked by(UUID requester) {
    var w = request.wishes();
    return wishing(new Wishes(w.autoComplete(), w.leaseBreakTime(), w.maxWait(), requester));
  }

  private Asked wishing(Wishes wishes) {
    return new Asked(
        new Request(request.kind(), request.arguments(), request.onConflict(), wishes));
  }
}
