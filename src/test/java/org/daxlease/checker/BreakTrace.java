package org.daxlease.checker;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A break as far as the journal was read. */
final class BreakTrace {

  final String id;
  final FileTrace file;
  final ProcessTrace process;
  final @Nullable LeaseTrace lease;
  final long epoch;
  String stage;
  @Nullable Instant deadline;

  /** When its lapsed holder is fenced instead; as the deadline where no signal was sent yet. */
  @Nullable Instant fenceAt;

  /** Its leaseBreakTime, once a deadline has told it; it never changes. */
  @Nullable Duration period;

  /** Its deadlines count from the delivery of its signals, and are twice as far away until then. */
  final boolean fromDelivery;

  /** Its leaseBreakTime is none: no deadline passes but the grace after a SIGKILL (rule 15). */
  boolean neverExpires;

  /** After its SIGKILL nobody is fenced: the exit is awaited, however long that takes (rule 16). */
  boolean awaitsExit;

  /** The event of the signal that its stage began with; 0 for none. */
  long signal;

  /** That signal was delivered, and the deadline counts from there. */
  boolean delivered;

  /** The operation that found its pins without a break, and when. */
  @Nullable OperationTrace begunBy;

  @Nullable Instant begunAt;

  /** The signal that must follow now; empty for none. */
  String owed = "";

  /** It took a step: its lease is no longer live. */
  boolean stepped;

  boolean running = true;
  final Set<PinTrace> pins = new LinkedHashSet<>();
  final Set<OperationTrace> operations = new LinkedHashSet<>();

  BreakTrace(FileTrace file, ProcessTrace process, @Nullable LeaseTrace lease, Entry begun) {
    this.id = begun.text("breakId");
    this.file = file;
    this.process = process;
    this.lease = lease;
    this.epoch = begun.number("epoch");
    this.stage = begun.text("stage");
    this.deadline = begun.instant("deadline");
    this.fenceAt = begun.instant("fenceAt");
    this.fromDelivery = begun.text("deadlineFrom").equals("DELIVERED");
  }

  boolean isBegunBy(OperationTrace operation, Instant at) {
    return begunBy == operation && at.equals(begunAt);
  }

  /** How long a stage lasts at most whose signal goes out at its beginning. */
  int periodsAtMost() {
    return fromDelivery ? 2 : 1;
  }

  boolean isWaitedFor() {
    return operations.stream().anyMatch(o -> o.isWaiting() && wantsPin(o));
  }

  /** Whether the coordinator may fence its holder: it has lapsed, or its grace is over. */
  boolean allowsFence(Instant now) {
    return fenceAt != null
        ? process.lapsed && !now.isBefore(fenceAt)
        : stage.equals("SIGKILL") && deadline != null && !now.isBefore(deadline);
  }

  boolean interests() {
    return operations.stream().anyMatch(o -> o.isInterested() && wantsPin(o));
  }

  /** It may have joined for pins that are gone by now. */
  private boolean wantsPin(OperationTrace operation) {
    return pins.stream().anyMatch(pin -> operation.span.overlaps(pin.span));
  }

  /** Whether an operation that is interested has the pin in its range. */
  boolean wants(PinTrace pin) {
    return operations.stream().anyMatch(o -> o.isInterested() && o.span.overlaps(pin.span));
  }

  @Override
  public String toString() {
    return "break " + id + " of " + process;
  }
}
