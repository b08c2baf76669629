package org.daxlease.protocol;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import org.daxlease.protocol.Change.*;
import org.jspecify.annotations.Nullable;

/** What signals say, and in whose name (rules 13 and 15). */
final class Signals {

  private Signals() {}

  /** Sends the signal of the stage that a break is at. */
  static void send(Draft draft, LeaseBreak to) {
    List<Pin> pins = draft.state.pinsOf(to.id()).filter(Pin::isLive).toList();
    Operation cause = cause(draft, to, pins);
    BreakStage after = to.deadline() == null ? null : to.terms().after(to.stage());
    boolean stops =
        after == BreakStage.SIGKILL
            && (BreakRules.isKilled(draft, to) || !BreakRules.isWaitedFor(draft, to));
    draft.record(
        new Signalled(
            to.stage().signal(),
            new Addressee(to.processId(), to.leaseId(), to.id(), to.epoch()),
            new Cause(cause.id(), cause.affected(), pins),
            due(draft, to, after == null || stops ? null : after.signal())));
  }

  /** Tells a lease holder without pins in the range; nothing waits for it (rule 13). */
  static void notice(Draft draft, Operation operation, Lease lease) {
    draft.record(
        new Signalled(
            SignalKind.SIGIO,
            new Addressee(lease.processId(), lease.id(), null, lease.standing().epoch()),
            new Cause(operation.id(), operation.affected(), List.of()),
            new Due(null, null, null)));
  }

  /** The oldest that waits for one of the pins; a refused NOWAIT request where nobody waits. */
  private static Operation cause(Draft draft, LeaseBreak of, List<Pin> pins) {
    return BreakRules.interested(draft.state, of).stream()
        .min(
            Comparator.comparing((Operation o) -> !waitsForOneOf(pins, o, draft.now))
                .thenComparing(Operation::arrival))
        .orElseThrow();
  }

  private static boolean waitsForOneOf(List<Pin> pins, Operation operation, Instant now) {
    return operation.state().isWaiting()
        && !operation.hasWaitedTooLong(now)
        && pins.stream().anyMatch(p -> p.range().overlaps(operation.affected()));
  }

  /** What a signal announces: nothing follows before its deadline, whenever it arrives. */
  private static Due due(Draft draft, LeaseBreak to, @Nullable SignalKind next) {
    return to.countsFromDelivery() && to.deadline() != null
        ? new Due(to.terms().breakTimeFrom(draft.now), to.deadline(), next)
        : new Due(to.deadline(), null, next);
  }
}
