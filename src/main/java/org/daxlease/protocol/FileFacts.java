package org.daxlease.protocol;

import java.util.UUID;

/**
 * What the rules know of a file itself.
 *
 * @param presumedFree where pins went with a fence, until an operation over them is completed (rule
 *     17)
 */
public record FileFacts(
    UUID id,
    Shape shape,
    Sequence sequence,
    Policy policy,
    RangeSet presumedFree,
    boolean removed) {

  /**
   * Where and how large.
   *
   * @param size in bytes
   * @param pageSize in bytes, a power of two
   */
  public record Shape(Backing backing, long size, int pageSize) {}

  /**
   * The numbers that only grow.
   *
   * @param generation {@code i_version} of the layout
   * @param lastToken the greatest token drawn so far
   * @param lastArrival the place of the latest operation
   */
  public record Sequence(long generation, long lastToken, long lastArrival) {

    /** Where every file starts; the first token is greater than the first generation. */
    public static final Sequence START = new Sequence(1, 1, 0);
  }

  public long size() {
    return shape.size();
  }

  public int pageSize() {
    return shape.pageSize();
  }

  boolean isDax() {
    return shape.backing() == Backing.DAX;
  }

  /** Where the page ends that holds the file's last byte: nothing behind it can be pinned. */
  long lastPageEnd() {
    return ByteRange.roundUp(size(), pageSize());
  }

  FileFacts arrived() {
    return with(
        new Sequence(sequence.generation(), sequence.lastToken(), sequence.lastArrival() + 1));
  }

  FileFacts granted(long token) {
    return with(new Sequence(sequence.generation(), token, sequence.lastArrival()));
  }

  FileFacts completed(long size, long generation, boolean unlinked) {
    return new FileFacts(
        id,
        new Shape(shape.backing(), size, shape.pageSize()),
        new Sequence(generation, sequence.lastToken(), sequence.lastArrival()),
        policy,
        presumedFree,
        unlinked);
  }

  FileFacts presuming(RangeSet free) {
    return new FileFacts(id, shape, sequence, policy, free, removed);
  }

  private FileFacts with(Sequence next) {
    return new FileFacts(id, shape, next, policy, presumedFree, removed);
  }
}
