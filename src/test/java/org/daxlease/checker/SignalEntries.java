package org.daxlease.checker;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

/** Replays signals: each one owed by its break, to the right process, naming the right pins. */
final class SignalEntries {

  private final Traces traces;

  SignalEntries(Traces traces) {
    this.traces = traces;
  }

  void replay(Entry entry) {
    traces
        .known(traces.processes, entry, "processId")
        .ifPresent(process ->
            traces
                .known(traces.operations, entry, "operationId")
                .ifPresent(operation -> signal(entry, process, operation)));
  }

  private void signal(Entry entry, ProcessTrace process, OperationTrace operation) {
    String kind = entry.text("signal");
    traces.require(
        process.isRunning(), Invariant.I3, kind + " goes to " + process + ", which is gone");
    traces.require(
        Span.of(entry.data().path("affected")).equals(operation.span),
        Invariant.I3,
        kind + " tells of another range than that of " + operation);
    if (!entry.has("breakId")) {
      notice(entry, process, operation);
      return;
    }
    traces.known(traces.breaks, entry, "breakId").ifPresent(b -> ofBreak(entry, b, operation));
    if (kind.equals("SIGKILL")) {
      traces.require(!process.killed, Invariant.I3, process + " gets SIGKILL a second time");
      process.killed = true;
    }
  }

  private void ofBreak(Entry entry, BreakTrace of, OperationTrace operation) {
    String kind = entry.text("signal");
    traces.require(
        of.running && of.owed.equals(kind) && kind.equalsIgnoreCase(entry.what()),
        Invariant.I3,
        of + " sends " + kind + ", which is not what it has to send: " + of.owed);
    of.owed = "";
    traces.require(
        entry.text("processId").equals(of.process.id)
            && entry.text("leaseId").equals(of.lease == null ? "" : of.lease.id)
            && (of.lease == null || entry.number("epoch") == of.epoch),
        Invariant.I3,
        kind + " of " + of + " goes to another process or lease: " + entry.data());
    traces.require(
        of.operations.contains(operation),
        Invariant.I3,
        kind + " of " + of + " is for " + operation + ", which does not wait for it");
    requireDeadline(entry, of);
    of.signal = entry.position();
    of.delivered = false;
    Map<String, Span> named = new HashMap<>();
    entry.data().path("pins").forEach(p -> named.put(p.path("id").asString(), Span.of(p)));
    Map<String, Span> wanted = new HashMap<>();
    of.pins.forEach(p -> wanted.put(p.id, p.span));
    traces.require(
        named.equals(wanted),
        Invariant.I3,
        kind + " of " + of + " names pins " + named + ", not " + wanted);
  }

  /** Where deadlines count from the delivery the announced one is the earliest, and a limit is. */
  private void requireDeadline(Entry entry, BreakTrace of) {
    boolean counts =
        of.fromDelivery && of.deadline != null && !of.stage.equals("SIGKILL") && of.period != null;
    Instant announced = counts ? entry.time().plus(of.period) : of.deadline;
    traces.require(
        Objects.equals(entry.instant("deadline"), announced)
            && Objects.equals(entry.instant("limit"), counts ? of.deadline : null),
        Invariant.I3,
        entry.text("signal")
            + " of "
            + of
            + " tells deadline "
            + entry.text("deadline")
            + ", not "
            + announced);
  }

  /** To a lease holder without pins in the range: one SIGIO, and nothing waits for it (13). */
  private void notice(Entry entry, ProcessTrace process, OperationTrace operation) {
    traces
        .known(traces.leases, entry, "leaseId")
        .ifPresent(lease ->
            traces.require(
                entry.text("signal").equals("SIGIO")
                    && !entry.has("deadline")
                    && entry.data().path("pins").isEmpty()
                    && !operation.isFail()
                    && lease.isLive()
                    && lease.process == process
                    && lease.span.overlaps(operation.span)
                    && traces.isFirstNotice(operation, lease),
                Invariant.I3,
                lease + " is told of " + operation + " wrongly, or twice: " + entry.data()));
  }
}
