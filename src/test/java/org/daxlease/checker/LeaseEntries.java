package org.daxlease.checker;

/** Replays what happens to leases. */
final class LeaseEntries {

  private final Traces traces;

  LeaseEntries(Traces traces) {
    this.traces = traces;
  }

  void replay(Entry entry) {
    if (entry.what().equals("taken")) {
      traces
          .known(traces.files, entry, "fileId")
          .ifPresent(file ->
              traces
                  .known(traces.processes, entry, "processId")
                  .ifPresent(process -> take(entry, file, process)));
      return;
    }
    traces
        .known(traces.leases, entry, "leaseId")
        .filter(lease ->
            traces.require(
                lease.isLive(),
                Invariant.I5,
                entry.type() + " for " + lease + ", which is " + lease.state + " already"))
        .ifPresent(lease -> change(entry, lease));
  }

  private void take(Entry entry, FileTrace file, ProcessTrace process) {
    if (!traces.isNew(traces.leases, entry, "leaseId")) {
      return;
    }
    var lease = new LeaseTrace(file, process, entry);
    traces.require(process.isRunning(), Invariant.I5, lease + ", which is gone");
    traces.require(!file.removed, Invariant.I5, lease + " is taken on the removed " + file);
    traces.require(
        process.leases.stream().noneMatch(l -> l.file == file),
        Invariant.I5,
        lease + " is a second live one on " + file);
    requireOpen(entry, lease, lease.span);
    traces.leases.put(lease.id, lease);
    file.leases.add(lease);
    process.leases.add(lease);
    adopt(entry, lease);
    compare(entry, lease);
  }

  private void change(Entry entry, LeaseTrace lease) {
    switch (entry.what()) {
      case "changed" -> changeTerms(entry, lease);
      case "released" -> release(entry, lease);
      case "breaking" -> become(lease, "HELD", "BREAKING");
      case "returned" -> {
        become(lease, "BREAKING", "HELD");
        traces.require(
            lease.process.breaks.stream().noneMatch(b -> b.lease == lease),
            Invariant.I3,
            lease + " is returned while a break of it runs");
      }
      case "broken" -> {
        become(lease, "BREAKING", "BROKEN");
        traces
            .known(traces.breaks, entry, "breakId")
            .ifPresent(b -> requireMissed(entry, lease, b));
      }
      case "revoked" -> {
        traces.require(
            lease.process.state.equals("KILLED"),
            Invariant.I5,
            lease + " is revoked without a fence");
        lease.released = true;
        become(lease, lease.state, "REVOKED");
      }
      case "conflict" -> {
        return;
      }
      default -> traces.violated(Invariant.I5, "there is no entry " + entry.type());
    }
    compare(entry, lease);
    if (!lease.isLive()) {
      lease.file.leases.remove(lease);
      lease.process.leases.remove(lease);
    }
  }

  /** Its holder has missed a deadline, or an operator did not wait for that (rule 15). */
  private void requireMissed(Entry entry, LeaseTrace lease, BreakTrace missed) {
    boolean expedited = missed.operations.stream().anyMatch(traces.expedited::containsKey);
    traces.require(
        missed.running
            && missed.lease == lease
            && (expedited || missed.deadline != null && !entry.time().isBefore(missed.deadline)),
        Invariant.I3,
        lease + " is broken for " + missed + " before its deadline " + missed.deadline);
  }

  private void changeTerms(Entry entry, LeaseTrace lease) {
    Span range = entry.span();
    boolean breakable = entry.flag("breakable");
    if (!range.equals(lease.span) || breakable != lease.breakable) {
      requireOpen(entry, lease, lease.span);
      requireOpen(entry, lease, range);
      lease.epoch++;
    }
    lease.span = range;
    lease.breakable = breakable;
    lease.origin = entry.text("origin");
    lease.released = entry.flag("released");
    adopt(entry, lease);
  }

  private void requireOpen(Entry entry, LeaseTrace lease, Span range) {
    lease
        .file
        .closerOf(range, entry.time())
        .ifPresent(o ->
            traces.violated(
                Invariant.I2,
                lease + " is granted " + range + " over the range that " + o + " has closed"));
  }

  /** Counts pins that are there already and lie in the lease's range now. */
  private void adopt(Entry entry, LeaseTrace lease) {
    for (String id : entry.ids("pinIds")) {
      PinTrace pin = traces.pins.get(id);
      if (traces.require(
          pin != null
              && pin.live
              && pin.process == lease.process
              && pin.file == lease.file
              && (pin.lease == null || !pin.lease.isLive())
              && lease.span.pages(lease.file.pageSize).contains(pin.span),
          Invariant.I6,
          lease + " counts pin " + id + ", which is not its to count")) {
        if (pin.lease != null) {
          pin.lease.pins--;
        }
        pin.lease = lease;
        lease.pins++;
      }
    }
  }

  private void release(Entry entry, LeaseTrace lease) {
    String reason = entry.text("reason");
    traces.require(
        FileEntries.isCaused(reason, lease.file, lease.process),
        Invariant.I5,
        lease + " is released for " + reason + ", which did not happen");
    if (entry.text("state").equals("RELEASED")) {
      lease.released |= entry.flag("released");
      become(lease, lease.state, "RELEASED");
      traces.require(
          reason.equals("UNLINK") || lease.references() == 0,
          Invariant.I6,
          lease + " is RELEASED with " + lease.references() + " references left");
    } else {
      traces.require(
          lease.isExplicit() && !lease.released,
          Invariant.I5,
          lease + " loses its holder's reference, which it has not");
      lease.released = true;
    }
  }

  private void become(LeaseTrace lease, String from, String to) {
    traces.require(
        lease.state.equals(from),
        Invariant.I5,
        lease + " becomes " + to + " from " + lease.state + ", not from " + from);
    lease.state = to;
    lease.epoch++;
  }

  /** What the entry tells must be what the replay has come to. */
  private void compare(Entry entry, LeaseTrace lease) {
    traces.require(
        entry.text("state").equals(lease.state)
            && entry.text("origin").equals(lease.origin)
            && entry.flag("released") == lease.released
            && entry.flag("breakable") == lease.breakable
            && entry.span().equals(lease.span)
            && entry.text("processId").equals(lease.process.id),
        Invariant.I5,
        lease + " is told otherwise by " + entry.type() + ": " + entry.data());
    traces.require(
        entry.number("epoch") == lease.epoch,
        Invariant.I5,
        lease + " is at epoch " + entry.number("epoch") + ", not " + lease.epoch);
    traces.require(
        entry.number("references") == lease.references(),
        Invariant.I6,
        lease
            + " tells of "
            + entry.number("references")
            + " references, not of "
            + lease.references());
  }
}
