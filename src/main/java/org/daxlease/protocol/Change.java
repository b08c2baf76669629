package org.daxlease.protocol;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One state change of a file or of what refers to it, as it was decided. Each becomes one journal
 * entry (invariant I5), in the order in which they were recorded, except for mere bookkeeping.
 * Facts in a change are those after it.
 */
public sealed interface Change {

  // Mappings

  record MappingMapped(Mapping mapping) implements Change {}

  record MappingUnmapped(Mapping mapping, EndReason reason) implements Change {}

  // Leases

  /** A new lease; {@code covered} are the live pins that it counts from its start. */
  record LeaseTaken(Lease lease, List<UUID> covered) implements Change {}

  /** Range, breakable, origin or the holder's reference changed; {@code covered} are new pins. */
  record LeaseChanged(Lease lease, List<UUID> covered) implements Change {}

  /** The holder's reference went, or the last reference did. */
  record LeaseReleased(Lease lease, EndReason reason) implements Change {}

  record LeaseBreaking(Lease lease, UUID operationId) implements Change {}

  record LeaseReturned(Lease lease) implements Change {}

  record LeaseBroken(Lease lease, UUID breakId) implements Change {}

  record LeaseRevoked(Lease lease) implements Change {}

  /** A lease stood in an operation's way (the RFC's tracepoint {@code leases_conflict}). */
  record LeaseConflict(Lease lease, UUID operationId, int pins) implements Change {}

  // Pins

  record PinPinned(Pin pin) implements Change {}

  record PinUnpinned(Pin pin, Pin before, EndReason reason) implements Change {}

  record PinRevoked(Pin pin, Pin before) implements Change {}

  record PinTrimmed(Pin pin, Pin before) implements Change {}

  record PinTransferred(Pin pin, Pin before) implements Change {}

  record PinDetached(Pin pin, UUID operationId) implements Change {}

  record PinOverstayed(Pin pin, UUID operationId) implements Change {}

  // Breaks

  /** A break began, wanting {@code pins} gone. */
  record BreakBegun(LeaseBreak begun, List<UUID> pins, UUID operationId) implements Change {}

  /** It took a step on its ladder, or its stopped ladder goes on. */
  record BreakAdvanced(LeaseBreak advanced) implements Change {}

  /** A signal of it arrived, and its deadline counts from now. */
  record BreakDelivered(LeaseBreak delivered, Evidence evidence) implements Change {}

  /**
   * How a signal is known to have arrived.
   *
   * @param signal what the signal is called, by who sent it
   */
  record Evidence(DeliveryPath path, String signal) {}

  /** Pins of it that nobody waits for any more were let go. */
  record BreakNarrowed(LeaseBreak narrowed, List<UUID> pins) implements Change {}

  record BreakEnded(LeaseBreak ended, BreakOutcome outcome) implements Change {}

  // Operations

  /** An operation arrived; {@code joined} are the running breaks that it waits for too. */
  record OperationRequested(Operation operation, List<UUID> joined) implements Change {}

  record OperationBreaking(Operation operation) implements Change {}

  record OperationGranted(Operation operation) implements Change {}

  /** Done; {@code file} is how it leaves the file. */
  record OperationCompleted(Operation operation, FileFacts file) implements Change {}

  record OperationCancelled(Operation operation, CancelReason reason) implements Change {}

  record OperationExpired(Operation operation) implements Change {}

  record OperationRefused(Operation operation, Errno code) implements Change {}

  record OperationRenewed(Operation operation) implements Change {}

  /** Its breaks are over; the range stays closed for the cool-down. */
  record OperationCooling(Operation operation) implements Change {}

  /** The range of an EXPIRED or REFUSED operation is open again. */
  record OperationReopened(Operation operation) implements Change {}

  /** Somebody completed with the token of a grant that is over. */
  record OperationLate(Operation operation) implements Change {}

  record OperationExpedited(Operation operation, @Nullable BreakStage stage, String why)
      implements Change {}

  /** Bookkeeping: its SHORT pins have been looked at; not an entry of the journal. */
  record ShortPinsExamined(Operation operation) implements Change {}

  // Signals

  /** A signal to a process. */
  record Signalled(SignalKind kind, Addressee to, Cause cause, Due due) implements Change {

    public @Nullable Instant deadline() {
      return due.deadline();
    }

    public @Nullable SignalKind next() {
      return due.next();
    }
  }

  /**
   * What follows a signal.
   *
   * @param deadline nothing follows before it
   * @param limit where the deadline counts from the delivery: it follows by then, delivered or not
   * @param next the signal that follows
   */
  record Due(@Nullable Instant deadline, @Nullable Instant limit, @Nullable SignalKind next) {}

  /**
   * Who gets a signal, as the holder of what.
   *
   * @param breakId null for a mere notice to a lease holder without pins in the range
   */
  record Addressee(UUID processId, @Nullable UUID leaseId, @Nullable UUID breakId, long epoch) {}

  /** Why: the operation, its range and the pins that are in its way. */
  record Cause(UUID operationId, ByteRange affected, List<Pin> pins) {}
}
