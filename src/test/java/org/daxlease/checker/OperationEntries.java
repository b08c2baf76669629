package org.daxlease.checker;

import java.time.Instant;
import java.util.List;
import java.util.Objects;

/** Replays how operations come, wait and go; {@link GrantEntries} has what a grant is about. */
final class OperationEntries {

  private final Traces traces;
  private final GrantEntries grants;

  OperationEntries(Traces traces) {
    this.traces = traces;
    this.grants = new GrantEntries(traces);
  }

  void replay(Entry entry) {
    if (entry.what().equals("requested")) {
      traces.known(traces.files, entry, "fileId").ifPresent(file -> request(entry, file));
      return;
    }
    traces.known(traces.operations, entry, "operationId").ifPresent(o -> change(entry, o));
  }

  private void change(Entry entry, OperationTrace operation) {
    switch (entry.what()) {
      case "breaking" -> {
        become(operation, "BREAKING", List.of("QUEUED"));
        requireFirst(operation);
      }
      case "granted" -> {
        become(operation, "GRANTED", List.of("QUEUED", "BREAKING"));
        requireFirst(operation);
        grants.grant(entry, operation);
      }
      case "completed" -> {
        become(operation, "COMPLETED", List.of("GRANTED"));
        grants.complete(entry, operation);
      }
      case "renewed" -> {
        become(operation, "GRANTED", List.of("GRANTED"));
        grants.renew(entry, operation);
      }
      case "expired" -> {
        become(operation, "EXPIRED", List.of("GRANTED"));
        grants.expire(entry, operation);
      }
      case "cancelled" -> cancel(entry, operation);
      case "refused" -> become(operation, "REFUSED", List.of("QUEUED", "BREAKING"));
      case "cooling" -> cool(entry, operation);
      case "reopened" -> reopen(entry, operation);
      case "late" -> grants.late(operation);
      case "expedited" -> expedite(entry, operation);
      default -> traces.violated(Invariant.I5, "there is no entry " + entry.type());
    }
    compare(entry, operation);
  }

  private void request(Entry entry, FileTrace file) {
    if (!traces.isNew(traces.operations, entry, "operationId")) {
      return;
    }
    var operation = new OperationTrace(file, entry);
    traces.require(!file.removed, Invariant.I5, operation + " is requested on the removed " + file);
    Demand demand = Demand.of(entry, file);
    traces.require(
        demand.need().equals(operation.need) && demand.span().equals(operation.span),
        Invariant.I1,
        operation + " affects " + demand + ", not what it says");
    traces.operations.put(operation.id, operation);
    file.operations.put(operation.id, operation);
    boolean queued = operation.isExclusive() && file.earlierThan(operation).isPresent();
    traces.require(
        operation.state.equals(queued ? "QUEUED" : "BREAKING"),
        Invariant.I5,
        operation + " is requested as " + operation.state);
    for (String id : entry.ids("breakIds")) {
      BreakTrace joined = traces.breaks.get(id);
      if (traces.require(
          joined != null
              && joined.running
              && joined.file == file
              && joined.pins.stream().anyMatch(p -> p.span.overlaps(operation.span)),
          Invariant.I3,
          operation + " joins break " + id + ", which wants nothing of its range")) {
        BreakEntries.join(joined, operation);
      }
    }
  }

  private void become(OperationTrace operation, String to, List<String> from) {
    traces.require(
        from.contains(operation.state),
        Invariant.I5,
        operation + " becomes " + to + " from " + operation.state);
    operation.state = to;
  }

  private void requireFirst(OperationTrace operation) {
    if (operation.isExclusive()) {
      operation
          .file
          .earlierThan(operation)
          .ifPresent(o ->
              traces.violated(
                  Invariant.I4,
                  operation + " is " + operation.state + " before the earlier " + o + " is done"));
    }
  }

  private void cancel(Entry entry, OperationTrace operation) {
    boolean granted = operation.state.equals("GRANTED");
    become(operation, "CANCELLED", List.of("QUEUED", "BREAKING", "GRANTED"));
    if (granted && entry.text("reason").equals("REQUEST")) {
      grants.requireInTime(entry, operation);
    }
    ProcessTrace requester = traces.processes.get(operation.requested.text("requesterProcessId"));
    boolean caused =
        switch (entry.text("reason")) {
          case "REQUEST" -> true;
          case "TIMEOUT" ->
              !granted
                  && operation.waitUntil != null
                  && !entry.time().isBefore(operation.waitUntil);
          case "REQUESTER_GONE" -> !granted && requester != null && !requester.isRunning();
          case "FILE_REMOVED" -> operation.file.removed;
          default -> false;
        };
    traces.require(
        caused,
        Invariant.I5,
        operation + " is cancelled for " + entry.text("reason") + ", which did not happen");
  }

  private void cool(Entry entry, OperationTrace operation) {
    become(operation, "REFUSED", List.of("REFUSED"));
    traces.require(
        operation.breaks.isEmpty() && operation.hadBreaks && !operation.cooled,
        Invariant.I2,
        operation + " cools down, but not because its last break has ended");
    operation.cooled = true;
    operation.reopensAt = entry.instant("reopensAt");
    traces.require(
        operation.reopensAt != null && !operation.reopensAt.isBefore(entry.time()),
        Invariant.I2,
        operation + " cools down without a time to reopen at");
  }

  private void reopen(Entry entry, OperationTrace operation) {
    become(operation, operation.state, List.of("EXPIRED", "REFUSED"));
    Instant due = operation.reopensAt;
    traces.require(
        due != null && !entry.time().isBefore(due),
        Invariant.I2,
        operation + " reopens its range before " + due);
    operation.reopensAt = null;
  }

  private void expedite(Entry entry, OperationTrace operation) {
    become(operation, operation.state, List.of("QUEUED", "BREAKING"));
    // Without a stage it is one step, whichever that is.
    traces.expedited.put(operation, entry.has("stage") ? entry.text("stage") : "SIGKILL");
  }

  private void compare(Entry entry, OperationTrace operation) {
    Long token = entry.has("token") ? entry.number("token") : null;
    traces.require(
        entry.text("state").equals(operation.state)
            && entry.text("kind").equals(operation.kind)
            && Span.of(entry.data().path("affected")).equals(operation.span),
        Invariant.I5,
        operation + " is told otherwise by " + entry.type() + ": " + entry.data());
    traces.require(
        Objects.equals(token, operation.token),
        Invariant.I4,
        operation + " has token " + token + ", not " + operation.token);
  }
}
