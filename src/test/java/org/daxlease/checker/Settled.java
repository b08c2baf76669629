package org.daxlease.checker;

import java.util.List;

/** What must hold between transactions: nothing is left hanging. */
final class Settled {

  private final Traces traces;

  Settled(Traces traces) {
    this.traces = traces;
  }

  void check() {
    traces.departed.forEach(this::checkGone);
    for (FileTrace file : traces.touched) {
      file.breaks.forEach(this::checkBreak);
      file.leases.forEach(this::checkLease);
      file.operations.values().forEach(this::checkOperation);
      file.operations.values().removeIf(OperationTrace::isOver);
    }
    traces.settled();
  }

  private void checkGone(ProcessTrace process) {
    String held =
        List.of(process.pins, process.leases, process.mappings, process.breaks).stream()
            .filter(things -> !things.isEmpty())
            .map(Object::toString)
            .findFirst()
            .orElse("");
    traces.require(
        held.isEmpty(), Invariant.I6, process + " is " + process.state + ", but has " + held);
    traces.operations.values().stream()
        .filter(o -> o.isWaiting() && o.requested.text("requesterProcessId").equals(process.id))
        .forEach(o ->
            traces.violated(
                Invariant.I3, o + " waits, but its requesting " + process + " is gone"));
  }

  private void checkBreak(BreakTrace running) {
    traces.require(
        running.owed.isEmpty(), Invariant.I3, running + " owes its holder " + running.owed);
    traces.require(
        !running.pins.isEmpty(), Invariant.I3, running + " goes on, though its pins are gone");
    traces.require(
        running.interests(), Invariant.I3, running + " goes on, though nobody waits for it");
    for (PinTrace pin : running.pins) {
      traces.require(
          !running.interests() || running.wants(pin),
          Invariant.I3,
          running + " keeps " + pin + ", though nobody wants that");
    }
    traces.require(
        !running.stepped || running.lease == null || !running.lease.isLive(),
        Invariant.I3,
        running + " is at " + running.stage + ", but its lease is " + state(running));
  }

  private static String state(BreakTrace running) {
    return running.lease == null ? "none" : running.lease.state;
  }

  private void checkLease(LeaseTrace lease) {
    boolean wanted = lease.process.breaks.stream().anyMatch(b -> b.lease == lease);
    traces.require(
        lease.state.equals(wanted ? "BREAKING" : "HELD"),
        Invariant.I5,
        lease + " is " + lease.state + (wanted ? " while a break of it runs" : " without a break"));
    traces.require(
        lease.references() > 0, Invariant.I6, lease + " lives on without a reference to it");
    Span covers = lease.span.pages(lease.file.pageSize);
    lease.process.pins.stream()
        .filter(p -> p.file == lease.file)
        .forEach(p -> checkCounted(lease, p, covers.contains(p.span)));
  }

  /** A lease counts what it covers, but for pins that need no lease, and nothing else (rule 3). */
  private void checkCounted(LeaseTrace lease, PinTrace pin, boolean covered) {
    boolean counted = pin.lease == lease;
    traces.require(
        covered || !counted, Invariant.I6, lease + " counts " + pin + ", which it does not cover");
    traces.require(
        counted || !covered || !pin.longterm || pin.detached,
        Invariant.I6,
        lease + " covers " + pin + ", which it does not count");
  }

  private void checkOperation(OperationTrace operation) {
    if (operation.state.equals("REFUSED")) {
      traces.require(
          !operation.hadBreaks || !operation.breaks.isEmpty() || operation.cooled,
          Invariant.I2,
          operation + " reopens its range without a cool-down");
    }
    if (!operation.isWaiting()) {
      return;
    }
    FileTrace file = operation.file;
    boolean queued = operation.isExclusive() && file.earlierThan(operation).isPresent();
    traces.require(
        queued == operation.state.equals("QUEUED"),
        Invariant.I5,
        operation + " is " + operation.state + (queued ? " behind an earlier one" : " for nobody"));
    boolean pinned =
        operation.isHeldUpByPins() && file.pinsOver(operation.span).findAny().isPresent();
    traces.require(
        queued || pinned, Invariant.I3, operation + " waits, though nothing holds it up");
    if (operation.isHeldUpByPins()) {
      file.pinsOver(operation.span)
          .filter(p -> p.isBreakable())
          .filter(p -> p.wantedBy == null || !operation.breaks.contains(p.wantedBy))
          .forEach(p ->
              traces.violated(Invariant.I3, operation + " waits for " + p + " without a break"));
    }
  }
}
