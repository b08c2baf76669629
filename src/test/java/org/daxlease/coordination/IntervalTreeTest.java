package org.daxlease.coordination;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import org.daxlease.protocol.ByteRange;
import org.junit.jupiter.api.Test;

class IntervalTreeTest {

  private static final int PAGE = 4096;

  @Test
  void forkIsThePageNumberWithTheMostTrailingZeros() {
    assertThat(IntervalTree.fork(pages(0, 1))).isEqualTo(1);
    assertThat(IntervalTree.fork(pages(2, 5))).isEqualTo(4);
    assertThat(IntervalTree.fork(pages(4, 7))).isEqualTo(6);
    assertThat(IntervalTree.fork(pages(0, 1L << 50))).isEqualTo(1L << 50);
  }

  @Test
  void probeFindsWhatOverlapsAndNothingElse() {
    long seed = new Random().nextLong();
    var random = new Random(seed);
    for (int round = 0; round < 200_000; round++) {
      ByteRange stored = someRange(random);
      ByteRange asked = someRange(random);
      assertThat(finds(stored, asked))
          .as("seed %d: %s in %s", seed, stored, asked)
          .isEqualTo(stored.overlaps(asked));
    }
  }

  @Test
  void probeOfUnalignedBytesFindsThePagesThatTheyTouch() {
    ByteRange page = pages(1, 2);
    assertThat(finds(page, new ByteRange(4095, 4096))).isFalse();
    assertThat(finds(page, new ByteRange(4096, 4097))).isTrue();
    assertThat(finds(page, new ByteRange(8191, ByteRange.MAX))).isTrue();
    assertThat(finds(page, new ByteRange(8192, ByteRange.MAX))).isFalse();
  }

  /** The three arms of the query, on one row. */
  private static boolean finds(ByteRange stored, ByteRange asked) {
    long node = IntervalTree.fork(stored);
    IntervalTree.Probe at = IntervalTree.probe(asked);
    boolean inside = at.first() <= node && node <= at.last();
    boolean left = Arrays.asList(at.left()).contains(node) && stored.end() > asked.start();
    boolean right = Arrays.asList(at.right()).contains(node) && stored.start() < asked.end();
    // Each row comes from one arm only, so that none is read twice.
    assertThat((inside ? 1 : 0) + (left ? 1 : 0) + (right ? 1 : 0)).isLessThanOrEqualTo(1);
    return inside || left || right;
  }

  private static ByteRange someRange(Random random) {
    long most = random.nextBoolean() ? 40 : 1L << random.nextInt(1, 51);
    long start = random.nextLong(most);
    return pages(start, start + 1 + random.nextLong(Math.min(most, 1L << 50)));
  }

  private static ByteRange pages(long from, long to) {
    return new ByteRange(from * PAGE, to * PAGE);
  }
}
