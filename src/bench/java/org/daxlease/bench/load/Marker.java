package org.daxlease.bench.load;

import java.nio.ByteBuffer;

/** Looks for some bytes in what comes in pieces (Knuth, Morris and Pratt). */
final class Marker {

  private final byte[] wanted;

  /** Where to go on after a mismatch behind so many bytes that matched. */
  private final int[] back;

  Marker(String wanted) {
    this.wanted = Request.bytes(wanted);
    this.back = new int[this.wanted.length + 1];
    int matched = 0;
    for (int i = 1; i < this.wanted.length; i++) {
      matched = step(matched, this.wanted[i]);
      back[i + 1] = matched;
    }
  }

  boolean isWhole(int matched) {
    return matched == wanted.length;
  }

  /**
   * Reads on, at most to the end of the first match.
   *
   * @param matched how many bytes of it the last piece ended with
   * @return how many bytes of it have been matched now
   */
  int find(ByteBuffer piece, int matched) {
    int now = isWhole(matched) ? back[matched] : matched;
    while (piece.hasRemaining() && !isWhole(now)) {
      now = step(now, piece.get());
    }
    return now;
  }

  private int step(int matched, byte next) {
    int now = matched;
    while (now > 0 && wanted[now] != next) {
      now = back[now];
    }
    return wanted[now] == next ? now + 1 : now;
  }
}
