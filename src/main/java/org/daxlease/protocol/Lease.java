package org.daxlease.protocol;

import java.util.UUID;

/**
 * A file lease ({@code F_LONGTERM}): the promise to be asked before pages go away.
 *
 * @param breakable false is {@code F_EXCLUSIVE}: operations over its pins fail
 */
public record Lease(
    UUID id, UUID processId, ByteRange range, boolean breakable, Standing standing) {

  /**
   * Where it stands now.
   *
   * @param released the holder dropped its own reference
   * @param pins live LONGTERM pins that its range covers
   * @param epoch grows by one with each change of state, range or breakable
   */
  public record Standing(
      LeaseState state, LeaseOrigin origin, boolean released, int pins, long epoch) {

    Standing become(LeaseState next) {
      return new Standing(state.become(next), origin, released, pins, epoch + 1);
    }

    Standing count(int more) {
      return new Standing(state, origin, released, pins + more, epoch);
    }

    Standing letGo() {
      return new Standing(state, origin, true, pins, epoch);
    }

    Standing claimed(boolean changed) {
      return new Standing(state, LeaseOrigin.EXPLICIT, false, pins, changed ? epoch + 1 : epoch);
    }

    Standing changed() {
      return new Standing(state, origin, released, pins, epoch + 1);
    }
  }

  public LeaseState state() {
    return standing.state();
  }

  public boolean isLive() {
    return state().isLive();
  }

  public int pins() {
    return standing.pins();
  }

  /** Whether the holder itself counts as a reference, beside the pins (rule 3). */
  public boolean hasHolder() {
    return standing.origin() == LeaseOrigin.EXPLICIT && !standing.released();
  }

  /** All references: the RFC's {@code gup_ref} and the holder. */
  public int references() {
    return pins() + (hasHolder() ? 1 : 0);
  }

  /** Whether a pin of whole pages lies within the pages that this lease touches. */
  boolean covers(ByteRange pages, int pageSize) {
    return isLive() && range.roundOut(pageSize).contains(pages);
  }

  Lease with(Standing next) {
    return new Lease(id, processId, range, breakable, next);
  }
}
