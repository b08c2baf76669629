package org.daxlease.checker;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** Replays the beginning and the end of breaks; {@link Ladder} has what is between. */
final class BreakEntries {

  private final Traces traces;
  private final Ladder ladder;

  BreakEntries(Traces traces) {
    this.traces = traces;
    this.ladder = new Ladder(traces);
  }

  void replay(Entry entry) {
    if (entry.what().equals("begun")) {
      traces
          .known(traces.operations, entry, "operationId")
          .ifPresent(operation ->
              traces
                  .known(traces.processes, entry, "processId")
                  .ifPresent(process -> begin(entry, operation, process)));
      return;
    }
    traces
        .known(traces.breaks, entry, "breakId")
        .filter(b ->
            traces.require(b.running, Invariant.I5, entry.type() + " for " + b + ", which is over"))
        .ifPresent(b -> {
          switch (entry.what()) {
            case "advanced" -> ladder.advance(entry, b);
            case "delivered" -> ladder.deliver(entry, b);
            case "narrowed" -> narrow(entry, b);
            case "ended" -> end(entry, b);
            default -> traces.violated(Invariant.I5, "there is no entry " + entry.type());
          }
          traces.require(
              entry.number("pins") == b.pins.size(),
              Invariant.I6,
              b + " tells of " + entry.number("pins") + " pins, not of " + b.pins.size());
        });
  }

  static void join(BreakTrace running, OperationTrace operation) {
    running.operations.add(operation);
    operation.breaks.add(running);
    operation.hadBreaks = true;
  }

  private void begin(Entry entry, OperationTrace operation, ProcessTrace process) {
    if (!traces.isNew(traces.breaks, entry, "breakId")) {
      return;
    }
    LeaseTrace lease =
        entry.has("leaseId") ? traces.known(traces.leases, entry, "leaseId").orElse(null) : null;
    var begun = new BreakTrace(operation.file, process, lease, entry);
    traces.breaks.put(begun.id, begun);
    begun.file.breaks.add(begun);
    process.breaks.add(begun);
    List<String> wanted = entry.ids("pinIds");
    traces.require(
        !wanted.isEmpty() && entry.number("pins") == wanted.size(),
        Invariant.I6,
        begun + " tells of " + entry.number("pins") + " pins and names " + wanted.size());
    wanted.forEach(id -> want(begun, operation, id));
    join(begun, operation);
    // Whoever waited for the same SHORT pins until they overstayed waits for the break, too.
    begun.file.operations.values().stream()
        .filter(o -> o.isWaiting() && o.isHeldUpByPins())
        .filter(o -> begun.pins.stream().anyMatch(p -> p.span.overlaps(o.span)))
        .forEach(o -> join(begun, o));
    traces.require(
        operation.isHeldUpByPins()
            && (operation.isWaiting()
                || operation.state.equals("REFUSED")
                    && operation.requested.text("onConflict").equals("NOWAIT")),
        Invariant.I3,
        operation + " is " + operation.state + ", but disturbs " + process);
    traces.require(
        !operation.isFail() || begun.pins.stream().allMatch(p -> p.overstayed),
        Invariant.I3,
        operation + " disturbs " + process + ", which FAIL does not");
    requireLease(begun);
    requireOneOf(begun, operation, entry.time());
    requireFirstStage(entry, begun, operation);
  }

  private void want(BreakTrace begun, OperationTrace operation, String pinId) {
    PinTrace pin = traces.pins.get(pinId);
    if (traces.require(
        pin != null
            && pin.live
            && pin.isBreakable()
            && pin.wantedBy == null
            && pin.process == begun.process
            && pin.file == begun.file
            && pin.span.overlaps(operation.span),
        Invariant.I3,
        begun + " wants pin " + pinId + ", which it cannot")) {
      pin.wantedBy = begun;
      begun.pins.add(pin);
    }
  }

  private void requireLease(BreakTrace begun) {
    LeaseTrace lease = begun.lease;
    traces.require(
        lease == null
            || lease.state.equals("BREAKING")
                && lease.breakable
                && lease.process == begun.process
                && lease.epoch == begun.epoch,
        Invariant.I3,
        begun
            + " breaks "
            + lease
            + ", which is not a breakable one that is BREAKING at epoch "
            + begun.epoch);
    for (PinTrace pin : begun.pins) {
      traces.require(
          lease == null ? pin.lease == null || !pin.lease.isLive() : pin.lease == lease,
          Invariant.I3,
          begun + " wants " + pin + ", which another lease counts");
    }
  }

  /** All pins under one lease that a request finds in its way are one break (rule 13). */
  private void requireOneOf(BreakTrace begun, OperationTrace by, Instant now) {
    traces.require(
        begun.process.breaks.stream()
            .noneMatch(b -> b != begun && b.lease == begun.lease && b.isBegunBy(by, now)),
        Invariant.I3,
        by + " begins " + begun + " and another of " + begun.lease + " at once");
    begun.begunBy = by;
    begun.begunAt = now;
  }

  private void requireFirstStage(Entry entry, BreakTrace begun, OperationTrace by) {
    String first = begun.lease == null ? "SIGBUS" : "SIGIO";
    traces.require(
        begun.stage.equals(first),
        Invariant.I3,
        begun + " begins at " + begun.stage + ", not at " + first);
    if (begun.fenceAt != null) {
      traces.require(
          begun.process.hasLapsed()
              && begun.isWaitedFor()
              && entry.time().equals(begun.fenceAt)
              && entry.time().equals(begun.deadline),
          Invariant.I3,
          begun + " begins with the fence, but its process has not lapsed or nobody waits");
      return;
    }
    begun.owed = begun.lease != null && !begun.lease.isExplicit() ? "" : first;
    Instant deadline = begun.deadline;
    // Without a lease the ladder of who does not wait stops where it begins (rule 8).
    begun.neverExpires = deadline == null && (begun.lease != null || by.isWaiting());
    if (deadline != null) {
      int periods = begun.owed.isEmpty() ? 1 : begun.periodsAtMost();
      begun.period = Duration.between(entry.time(), deadline).dividedBy(periods);
      traces.require(
          begun.period.isPositive(), Invariant.I3, begun + " begins with its deadline passed");
    }
  }

  private void narrow(Entry entry, BreakTrace running) {
    for (String id : entry.ids("pinIds")) {
      PinTrace pin = traces.pins.get(id);
      if (traces.require(
          pin != null && pin.wantedBy == running && !running.wants(pin),
          Invariant.I3,
          running + " lets pin " + id + " go, which it wants")) {
        PinEntries.leave(running, pin);
      }
    }
  }

  private void end(Entry entry, BreakTrace running) {
    String outcome = entry.text("outcome");
    boolean caused =
        switch (outcome) {
          case "UNPINNED" -> running.pins.isEmpty() && running.process.isRunning();
          case "EXITED" -> running.pins.isEmpty() && running.process.state.equals("EXITED");
          case "FENCED" -> running.pins.isEmpty() && running.process.state.equals("KILLED");
          case "CANCELLED" -> !running.interests();
          default -> false;
        };
    traces.require(
        caused, Invariant.I3, running + " ends " + outcome + ", which is not what happened");
    if (outcome.equals("FENCED")) {
      running.operations.forEach(o -> o.presumed = true);
    }
    running.running = false;
    running.file.breaks.remove(running);
    running.process.breaks.remove(running);
    running.operations.forEach(o -> o.breaks.remove(running));
    if (!outcome.equals("CANCELLED")) {
      return;
    }
    // Its pins stay; the next operation that wants them begins a break of its own.
    traces.require(
        entry.number("pins") == running.pins.size(),
        Invariant.I6,
        running + " tells of " + entry.number("pins") + " pins, not of " + running.pins.size());
    running.pins.forEach(p -> p.wantedBy = null);
  }
}
