package org.daxlease.coordination;

import java.util.ArrayList;
import java.util.List;
import org.daxlease.protocol.ByteRange;

/**
 * The relational interval tree (Kriegel, Pötke, Seidl: "Managing Intervals Efficiently in
 * Object-Relational Databases", VLDB 2000): overlap queries by plain B-tree indexes, on any
 * database, reading only rows that overlap.
 *
 * <p>Each interval is stored at its fork, the node of a virtual binary tree over page numbers where
 * it would be split. An interval overlaps a query if its fork lies inside the query, or on the path
 * from the root to the query's start and it ends behind that start, or on the path to the query's
 * end and it starts before that end.
 */
final class IntervalTree {

  private static final int SHIFT = 12;

  /** The unit of the tree. */
  static final int SMALLEST_PAGE = 1 << SHIFT;

  private static final int LEVELS = Long.SIZE - 1 - SHIFT;

  private IntervalTree() {}

  /** The fork of a range of whole pages: the number in it with the most trailing zeros. */
  static long fork(ByteRange range) {
    long first = first(range);
    long last = last(range);
    return last & -Long.highestOneBit((first - 1) ^ last);
  }

  /** Where the forks of overlapping ranges can be. */
  record Probe(long first, long last, Long[] left, Long[] right) {}

  static Probe probe(ByteRange range) {
    long first = first(range);
    long last = last(range);
    return new Probe(first, last, leftOf(first), rightOf(last));
  }

  private static long first(ByteRange range) {
    return (range.start() >>> SHIFT) + 1;
  }

  private static long last(ByteRange range) {
    return (range.end() - 1 >>> SHIFT) + 1;
  }

  private static Long[] leftOf(long node) {
    List<Long> path = new ArrayList<>();
    for (long at = node & (node - 1); at != 0; at &= at - 1) {
      path.add(at);
    }
    return path.toArray(Long[]::new);
  }

  private static Long[] rightOf(long node) {
    List<Long> path = new ArrayList<>();
    for (int level = Long.numberOfTrailingZeros(node) + 1; level <= LEVELS; level++) {
      if ((node >>> level & 1) == 0) {
        path.add((node >>> level | 1) << level);
      }
    }
    return path.toArray(Long[]::new);
  }
}
