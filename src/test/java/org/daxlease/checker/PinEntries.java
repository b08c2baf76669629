package org.daxlease.checker;

import org.jspecify.annotations.Nullable;

/** Replays what happens to pins. */
final class PinEntries {

  private final Traces traces;

  PinEntries(Traces traces) {
    this.traces = traces;
  }

  void replay(Entry entry) {
    if (entry.what().equals("pinned")) {
      traces
          .known(traces.files, entry, "fileId")
          .ifPresent(file ->
              traces
                  .known(traces.processes, entry, "processId")
                  .ifPresent(process -> pin(entry, file, process)));
      return;
    }
    traces
        .known(traces.pins, entry, "pinId")
        .filter(pin ->
            traces.require(
                pin.live, Invariant.I5, entry.type() + " for " + pin + ", which is gone"))
        .ifPresent(pin -> change(entry, pin));
  }

  private void change(Entry entry, PinTrace pin) {
    boolean moves = entry.what().equals("trimmed") || entry.what().equals("transferred");
    traces.require(
        moves || entry.span().equals(pin.span) && isOf(entry, pin.process),
        Invariant.I5,
        pin + " is told otherwise by " + entry.type());
    switch (entry.what()) {
      case "unpinned" -> unpin(entry, pin);
      case "revoked" -> revoke(pin);
      case "trimmed" -> trim(entry, pin);
      case "transferred" -> transfer(entry, pin);
      case "detached" -> detach(entry, pin);
      case "overstayed" -> overstay(entry, pin);
      default -> traces.violated(Invariant.I5, "there is no entry " + entry.type());
    }
  }

  private void pin(Entry entry, FileTrace file, ProcessTrace process) {
    if (!traces.isNew(traces.pins, entry, "pinId")) {
      return;
    }
    var pin = new PinTrace(file, process, entry);
    traces.require(!file.removed, Invariant.I5, pin + " is made on the removed " + file);
    traces.require(
        entry.number("generation") == file.generation,
        Invariant.I4,
        pin + " is of generation " + entry.number("generation") + ", not " + file.generation);
    requireOpen(entry, pin, "is pinned");
    requireMapped(entry, pin);
    traces.pins.put(pin.id, pin);
    file.pins.add(pin);
    process.pins.add(pin);
    count(entry, pin);
  }

  private void requireOpen(Entry entry, PinTrace pin, String how) {
    pin.file
        .closerOf(pin.span, entry.time())
        .ifPresent(o ->
            traces.violated(
                Invariant.I2, pin + " " + how + " over the range that " + o + " has closed"));
  }

  private void requireMapped(Entry entry, PinTrace pin) {
    traces.require(pin.process.isRunning(), Invariant.I5, pin + ", which is gone");
    traces
        .known(traces.mappings, entry, "mappingId")
        .ifPresent(m ->
            traces.require(
                m.mapped
                    && m.process == pin.process
                    && m.file == pin.file
                    && m.span.contains(pin.span)
                    && pin.span.end() <= m.validEnd,
                Invariant.I5,
                pin + " does not lie in " + m));
    traces.require(
        pin.span.end() <= pin.file.lastPageEnd(),
        Invariant.I5,
        pin + " reaches beyond the end of " + pin.file + " at " + pin.file.size);
  }

  /** Takes over which lease counts the pin from now on. */
  private void count(Entry entry, PinTrace pin) {
    LeaseTrace before = pin.lease;
    LeaseTrace after =
        entry.has("leaseId") ? traces.known(traces.leases, entry, "leaseId").orElse(before) : null;
    if (before == after) {
      return;
    }
    countOut(pin);
    pin.lease = after;
    if (after != null) {
      after.pins++;
      traces.require(
          after.isLive()
              && after.process == pin.process
              && after.file == pin.file
              && after.span.pages(pin.file.pageSize).contains(pin.span),
          Invariant.I6,
          pin + " is counted by " + after + ", which does not cover it");
    }
  }

  private static void countOut(PinTrace pin) {
    if (pin.lease != null) {
      pin.lease.pins--;
    }
  }

  private void unpin(Entry entry, PinTrace pin) {
    traces.require(
        FileEntries.isCaused(entry.text("reason"), pin.file, pin.process),
        Invariant.I5,
        pin + " is unpinned for " + entry.text("reason") + ", which did not happen");
    end(pin);
  }

  private void revoke(PinTrace pin) {
    traces.require(
        pin.process.state.equals("KILLED"), Invariant.I5, pin + " is revoked without a fence");
    if (!pin.detached) {
      if (pin.file.dax) {
        pin.file.presumedFree.add(pin.span);
      }
      pin.file.operations.values().stream()
          .filter(o -> o.isWaiting() && o.isHeldUpByPins() && o.span.overlaps(pin.span))
          .forEach(o -> o.presumed = true);
    }
    end(pin);
  }

  private static void end(PinTrace pin) {
    pin.live = false;
    pin.file.pins.remove(pin);
    pin.process.pins.remove(pin);
    leave(pin.wantedBy, pin);
    countOut(pin);
  }

  static void leave(@Nullable BreakTrace wantedBy, PinTrace pin) {
    if (wantedBy != null) {
      wantedBy.pins.remove(pin);
    }
    pin.wantedBy = null;
  }

  private void trim(Entry entry, PinTrace pin) {
    Span kept = entry.span();
    traces.require(
        Span.of(entry.data().path("from")).equals(pin.span)
            && pin.span.contains(kept)
            && !pin.span.equals(kept)
            && isOf(entry, pin.process),
        Invariant.I5,
        pin + " is trimmed to " + kept + " from " + entry.data().path("from"));
    pin.span = kept;
    count(entry, pin);
  }

  private void transfer(Entry entry, PinTrace pin) {
    traces.require(
        entry.text("fromProcessId").equals(pin.process.id) && entry.span().equals(pin.span),
        Invariant.I5,
        pin + " is transferred from process " + entry.text("fromProcessId"));
    requireOpen(entry, pin, "is transferred");
    traces
        .known(traces.processes, entry, "processId")
        .ifPresent(receiver -> {
          pin.process.pins.remove(pin);
          pin.process = receiver;
          receiver.pins.add(pin);
          requireMapped(entry, pin);
          count(entry, pin);
        });
  }

  private void detach(Entry entry, PinTrace pin) {
    traces.require(
        !pin.file.dax && !pin.detached,
        Invariant.I1,
        pin + " is detached, which only a pin of the page cache can be, once");
    requireWanted(entry, pin);
    pin.detached = true;
  }

  private void overstay(Entry entry, PinTrace pin) {
    traces.require(
        !pin.longterm && !pin.overstayed && pin.file.dax,
        Invariant.I5,
        pin + " overstays, which only a SHORT pin can, once");
    requireWanted(entry, pin);
    pin.overstayed = true;
  }

  private void requireWanted(Entry entry, PinTrace pin) {
    traces
        .known(traces.operations, entry, "operationId")
        .ifPresent(o ->
            traces.require(
                o.isWaiting() && o.isHard() && o.file == pin.file && o.span.overlaps(pin.span),
                Invariant.I5,
                entry.type() + " of " + pin + " for " + o + ", which does not wait for it"));
  }

  private static boolean isOf(Entry entry, ProcessTrace process) {
    return entry.text("processId").equals(process.id);
  }
}
