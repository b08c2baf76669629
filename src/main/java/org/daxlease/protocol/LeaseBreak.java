package org.daxlease.protocol;

import java.time.Instant;
import java.util.HashSet;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A set of pins of one process on one file that operations wait for, with its place on the ladder.
 *
 * @param leaseId the lease that is broken; null for unleased pins
 * @param epoch the lease's epoch when the break began; 0 for unleased pins
 * @param operations the operations that joined it; those that are finished no longer count
 */
public record LeaseBreak(
    UUID id,
    UUID processId,
    @Nullable UUID leaseId,
    long epoch,
    BreakTerms terms,
    Ladder ladder,
    Set<UUID> operations) {

  /**
   * Its place on the ladder.
   *
   * @param deadline when the next stage is due; null where none is
   * @param fenceAt when its holder, which has lapsed, is to be fenced instead (rule 19); the same
   *     as the deadline where the ladder has not begun: no signal was sent; null where nobody is
   * @param pins live pins that it still wants gone
   * @param outcome how it ended; null while it runs
   */
  public record Ladder(
      BreakStage stage,
      @Nullable Instant deadline,
      @Nullable Instant fenceAt,
      int pins,
      @Nullable BreakOutcome outcome) {

    Ladder at(BreakStage next, @Nullable Instant due) {
      return new Ladder(stage.become(next), due, fenceAt, pins, outcome);
    }

    Ladder fenceAt(Instant now) {
      return new Ladder(stage, deadline, now, pins, outcome);
    }

    /** Without the fence; {@code due} is when the next stage is. */
    Ladder spare(@Nullable Instant due) {
      return new Ladder(stage, due, null, pins, outcome);
    }

    Ladder count(int more) {
      return new Ladder(stage, deadline, fenceAt, pins + more, outcome);
    }

    Ladder end(BreakOutcome how) {
      return new Ladder(stage, null, null, pins, how);
    }
  }

  public LeaseBreak {
    operations = Set.copyOf(operations);
  }

  public BreakStage stage() {
    return ladder.stage();
  }

  public @Nullable Instant deadline() {
    return ladder.deadline();
  }

  public @Nullable Instant fenceAt() {
    return ladder.fenceAt();
  }

  /** When it must be looked at: its next stage, or the fence of its holder; null for never. */
  public @Nullable Instant dueAt() {
    return fenceAt() != null ? fenceAt() : deadline();
  }

  /** Whether the ladder waits for the fence that stands before it: no signal was sent. */
  boolean hasNotBegun() {
    return fenceAt() != null && fenceAt().equals(deadline()) && stage() != BreakStage.SIGKILL;
  }

  /** Whether a deadline of the stage it is at counts from the delivery of the signal. */
  boolean countsFromDelivery() {
    return terms.deadlineFrom() == DeadlineFrom.DELIVERED && stage() != BreakStage.SIGKILL;
  }

  public boolean isRunning() {
    return ladder.outcome() == null;
  }

  LeaseBreak with(Ladder next) {
    return new LeaseBreak(id, processId, leaseId, epoch, terms, next, operations);
  }

  LeaseBreak joinedBy(UUID operationId) {
    var all = new HashSet<>(operations);
    all.add(operationId);
    return new LeaseBreak(id, processId, leaseId, epoch, terms, ladder, all);
  }
}
