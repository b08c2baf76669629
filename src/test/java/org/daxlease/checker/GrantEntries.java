package org.daxlease.checker;

import java.time.Instant;
import java.util.Objects;

/** Replays grants: what they rest on, their tokens, and what becomes of them. */
final class GrantEntries {

  private final Traces traces;

  GrantEntries(Traces traces) {
    this.traces = traces;
  }

  void grant(Entry entry, OperationTrace operation) {
    FileTrace file = operation.file;
    if (operation.isHard()) {
      file.pinsOver(operation.span)
          .forEach(pin ->
              traces.violated(
                  file.dax ? Invariant.I1 : Invariant.I5,
                  operation + " is granted over the live " + pin));
    }
    traces.require(
        operation.waitUntil == null || !entry.time().isAfter(operation.waitUntil),
        Invariant.I5,
        operation + " is granted, though it waited until " + operation.waitUntil + " only");
    if (operation.isExclusive()) {
      file.operations.values().stream()
          .filter(o -> o != operation && o.isExclusive() && o.state.equals("GRANTED"))
          .filter(o -> o.span.overlaps(operation.span))
          .forEach(o ->
              traces.violated(
                  Invariant.I4, operation + " is granted while " + o + " is granted too"));
    }
    long token = entry.number("token");
    traces.require(
        token > file.lastToken,
        Invariant.I4,
        operation + " is granted with token " + token + " after " + file.lastToken);
    file.lastToken = Math.max(file.lastToken, token);
    operation.token = token;
    operation.expiresAt = entry.instant("grantExpiresAt");
    traces.require(
        operation.expiresAt != null && operation.expiresAt.isAfter(entry.time()),
        Invariant.I4,
        operation + " is granted until " + operation.expiresAt);
    operation.presumed |=
        operation.isHard() && file.presumedFree.stream().anyMatch(operation.span::overlaps);
    traces.require(
        entry.flag("confirmed") != operation.presumed,
        Invariant.I3,
        operation
            + (operation.presumed
                ? " rests on a fence, but is granted as confirmed"
                : " rests on no fence, but is granted as not confirmed"));
  }

  void complete(Entry entry, OperationTrace operation) {
    FileTrace file = operation.file;
    if (operation.isHard() && !operation.requested.flag("autoComplete")) {
      file.settle(operation.span);
    }
    requireInTime(entry, operation);
    long token = operation.token == null ? 0 : operation.token;
    long generation = operation.isExclusive() ? Math.max(file.generation, token) : file.generation;
    traces.require(
        entry.number("generation") == generation,
        Invariant.I4,
        operation
            + " leaves generation "
            + entry.number("generation")
            + " behind, not "
            + generation);
    long size = Demand.sizeAfter(operation.requested, file.size);
    traces.require(
        entry.number("size") == size,
        Invariant.I5,
        operation + " leaves size " + entry.number("size") + " behind, not " + size);
    traces.require(
        entry.flag("removed") == operation.kind.equals("UNLINK"),
        Invariant.I5,
        operation + " removes its file, or does not, against its kind");
    file.generation = Math.max(file.generation, entry.number("generation"));
    file.resize(entry.number("size"));
    file.removed |= entry.flag("removed");
  }

  /** What nobody could renew in an outage the coordinator renews, and nobody else (rule 15). */
  void renew(Entry entry, OperationTrace operation) {
    if (!entry.text("principal").equals("coordinator")) {
      requireInTime(entry, operation);
    }
    operation.expiresAt = entry.instant("grantExpiresAt");
    traces.require(
        operation.expiresAt != null && operation.expiresAt.isAfter(entry.time()),
        Invariant.I4,
        operation + " is renewed until " + operation.expiresAt);
  }

  void expire(Entry entry, OperationTrace operation) {
    Instant due = operation.expiresAt;
    traces.require(
        due != null && !entry.time().isBefore(due),
        Invariant.I4,
        operation + " expires before " + due);
    operation.reopensAt = entry.instant("reopensAt");
    traces.require(
        operation.reopensAt == null || operation.reopensAt.isAfter(entry.time()),
        Invariant.I2,
        operation + " expires with its range reopening in the past");
  }

  void requireInTime(Entry entry, OperationTrace operation) {
    Instant expiry = Objects.requireNonNullElse(operation.expiresAt, Instant.MIN);
    traces.require(
        entry.time().isBefore(expiry),
        Invariant.I4,
        entry.type() + " for " + operation + ", whose grant was over at " + expiry);
  }

  void late(OperationTrace operation) {
    traces.require(
        operation.token != null
            && !operation.state.equals("GRANTED")
            && !operation.state.equals("COMPLETED"),
        Invariant.I5,
        operation + " is late, but its grant is not over");
  }
}
