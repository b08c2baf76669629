package org.daxlease.coordination.web;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Arrays;
import java.util.function.LongSupplier;

/**
 * The body of one request. It takes room as its bytes arrive, so that announcing many takes none,
 * and gives it back when it is closed.
 */
final class RequestBodyReader implements AutoCloseable {

  /** The server limits the time between two bytes; this is for all of them. */
  static final Duration LONGEST = Duration.ofSeconds(30);

  private static final int FIRST_PIECE = 8 * 1024;

  private final RequestBodyBudget budget;
  private final LongSupplier nanoTime;
  private final long since;
  private int taken;

  RequestBodyReader(RequestBodyBudget budget, LongSupplier nanoTime) {
    this.budget = budget;
    this.nanoTime = nanoTime;
    this.since = nanoTime.getAsLong();
  }

  /** What became of reading it. */
  sealed interface Read {

    /** All of it. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Whole(byte[] bytes) implements Read {}

    /** It is longer than it may be. */
    record TooLong() implements Read {}

    /** It has taken longer than it may. */
    record TooSlow() implements Read {}

    /** Others have taken the room. */
    record NoRoom() implements Read {}
  }

  /**
   * Reads it to its end.
   *
   * @param announced how long it says that it is, which is not too long; negative if it does not
   * @throws IOException if it breaks off, or is malformed
   */
  Read read(InputStream in, long announced) throws IOException {
    // One byte more than the most tells whether a body that does not say it is too long.
    int end = announced < 0 ? BodyLimit.MOST_BYTES + 1 : (int) announced;
    byte[] bytes = {};
    int length = 0;
    while (length < end) {
      if (length == bytes.length) {
        int grown = Math.min(end, Math.max(FIRST_PIECE, 2 * length));
        if (!take(grown - length)) {
          return new Read.NoRoom();
        }
        bytes = Arrays.copyOf(bytes, grown);
      }
      if (nanoTime.getAsLong() - since > LONGEST.toNanos()) {
        return new Read.TooSlow();
      }
      int more = in.read(bytes, length, bytes.length - length);
      if (more < 0) {
        break;
      }
      length += more;
    }
    return length > BodyLimit.MOST_BYTES ? new Read.TooLong() : new Read.Whole(cut(bytes, length));
  }

  private static byte[] cut(byte[] bytes, int length) {
    return bytes.length == length ? bytes : Arrays.copyOf(bytes, length);
  }

  private boolean take(int number) {
    boolean there = budget.take(number);
    taken += there ? number : 0;
    return there;
  }

  @Override
  public void close() {
    budget.giveBack(taken);
    taken = 0;
  }
}
