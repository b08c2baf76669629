package org.daxlease.protocol;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A pinned range of a file: DMA may land there as long as it is live.
 *
 * @param range whole pages
 * @param generation the file's generation when it was pinned
 */
public record Pin(
    UUID id, Place place, ByteRange range, Use use, long generation, Standing standing) {

  /** Whose it is and through which mapping it was made. */
  public record Place(UUID processId, UUID mappingId) {}

  /** What it is for. */
  public record Use(Access access, Term term) {}

  /**
   * Where it stands now.
   *
   * @param leaseId the lease that counts it as a reference
   * @param breakId the running break that wants it gone
   * @param detached the memory is no longer the file's (PAGE_CACHE); it blocks nothing
   * @param overstayed a SHORT pin that is treated as an unleased LONGTERM one (rule 8)
   */
  public record Standing(
      PinState state,
      @Nullable UUID leaseId,
      @Nullable UUID breakId,
      boolean detached,
      boolean overstayed) {

    static Standing pinned(@Nullable UUID leaseId) {
      return new Standing(PinState.PINNED, leaseId, null, false, false);
    }

    Standing become(PinState next) {
      return new Standing(state.become(next), leaseId, null, detached, overstayed);
    }

    Standing lease(@Nullable UUID id) {
      return new Standing(state, id, breakId, detached, overstayed);
    }

    Standing inBreak(@Nullable UUID id) {
      return new Standing(state, leaseId, id, detached, overstayed);
    }

    Standing detach() {
      return new Standing(state, leaseId, breakId, true, overstayed);
    }

    Standing overstay() {
      return new Standing(state, leaseId, breakId, detached, true);
    }
  }

  public UUID processId() {
    return place.processId();
  }

  public @Nullable UUID leaseId() {
    return standing.leaseId();
  }

  public @Nullable UUID breakId() {
    return standing.breakId();
  }

  public boolean isLive() {
    return standing.state() == PinState.PINNED;
  }

  /** Whether it can hold an operation up at all. */
  public boolean isBlocking() {
    return isLive() && !standing.detached();
  }

  /** Whether the break ladder applies to it; a SHORT pin is only waited for. */
  public boolean isLongterm() {
    return use.term() == Term.LONGTERM || standing.overstayed();
  }

  Pin with(Standing next) {
    return new Pin(id, place, range, use, generation, next);
  }

  Pin trimmedTo(ByteRange part, @Nullable UUID leaseId) {
    return new Pin(id, place, part, use, generation, standing.lease(leaseId));
  }

  Pin movedTo(Place next, @Nullable UUID leaseId) {
    return new Pin(id, next, range, use, generation, standing.lease(leaseId));
  }
}
