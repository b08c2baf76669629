package org.daxlease.checker;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Replays the steps of a break: each at its deadline, none left out, none compressed. */
final class Ladder {

  private static final List<String> STAGES = List.of("SIGIO", "SIGBUS", "SIGKILL");

  private final Traces traces;

  Ladder(Traces traces) {
    this.traces = traces;
  }

  void advance(Entry entry, BreakTrace running) {
    boolean expedited = running.operations.stream().anyMatch(traces.expedited::containsKey);
    Instant due = running.deadline;
    Instant next = entry.instant("deadline");
    String stage = entry.text("stage");
    traces.require(
        running.owed.isEmpty(), Invariant.I3, running + " advances before its " + running.owed);
    if (!Objects.equals(entry.instant("fenceAt"), running.fenceAt)) {
      fence(entry, running, stage, next);
      return;
    }
    if (due == null && !expedited) {
      resume(entry, running, next);
      return;
    }
    traces.require(
        expedited || due != null && !entry.time().isBefore(due),
        Invariant.I3,
        running + " reaches " + stage + " before its deadline " + due);
    boolean stops = stage.equals(running.stage) && next == null && !running.isWaitedFor();
    running.deadline = next;
    if (stops) {
      return;
    }
    if (running.stage.equals("SIGKILL") && stage.equals("SIGKILL") && !expedited) {
      requireAgent(entry, running, next);
      return;
    }
    requireStep(running, stage);
    if (expedited) {
      requireWithin(running, stage);
    }
    running.stage = stage;
    running.stepped = true;
    boolean kills = stage.equals("SIGKILL");
    running.owed = kills && running.process.killed ? "" : stage;
    if (kills) {
      running.awaitsExit = next == null;
      traces.require(
          next == null || !next.isBefore(entry.time()),
          Invariant.I3,
          running + " has no grace after SIGKILL");
    } else {
      requirePeriod(entry, running, next, running.periodsAtMost());
    }
  }

  /** The fence of a killed process waits for the report of its host's node agent. */
  private void requireAgent(Entry entry, BreakTrace running, Instant next) {
    traces.require(
        running.process.killed
            && traces.agents.contains(running.process.host)
            && running.isWaitedFor()
            && next != null
            && next.isAfter(entry.time()),
        Invariant.I3,
        running + " waits on after its grace, but no node agent is there to report the exit");
  }

  /** Its signal arrived: the deadline counts from there, once, and only ever comes closer. */
  void deliver(Entry entry, BreakTrace running) {
    Instant before = running.deadline;
    Instant next = entry.instant("deadline");
    traces.require(
        running.fromDelivery
            && !running.delivered
            && running.signal != 0
            && entry.number("eventId") == running.signal
            && !running.stage.equals("SIGKILL")
            && entry.text("stage").equals(running.stage),
        Invariant.I3,
        running + " counts from a delivery of " + entry.text("eventId") + ", which it does not");
    traces.require(
        before != null
            && next != null
            && next.isBefore(before)
            && running.period != null
            && next.equals(entry.time().plus(running.period)),
        Invariant.I3,
        running + " moves its deadline from " + before + " to " + next);
    running.delivered = true;
    running.deadline = next;
  }

  /** A waiting operation joined a break whose ladder had stopped. */
  private void resume(Entry entry, BreakTrace running, Instant next) {
    traces.require(
        entry.text("stage").equals(running.stage)
            && next != null
            && next.isAfter(entry.time())
            && running.isWaitedFor()
            && !running.awaitsExit,
        Invariant.I3,
        running + " goes on to " + entry.text("stage") + " without a deadline to pass");
    running.deadline = next;
    if (next != null && !running.stage.equals("SIGKILL")) {
      requirePeriod(entry, running, next, 1);
    }
  }

  /** The fence of a lapsed holder is planned, or it is spared: no stage is reached by that. */
  private void fence(Entry entry, BreakTrace running, String stage, @Nullable Instant next) {
    Instant planned = entry.instant("fenceAt");
    boolean begins = running.fenceAt != null && running.fenceAt.equals(running.deadline);
    running.fenceAt = planned;
    traces.require(
        stage.equals(running.stage)
            && (planned == null
                || running.process.hasLapsed()
                    && running.isWaitedFor()
                    && planned.equals(entry.time())),
        Invariant.I3,
        running + " is to end with a fence, but its process has not lapsed or nobody waits");
    if (planned == null && begins) {
      running.deadline = next;
      running.owed = running.lease != null && !running.lease.isExplicit() ? "" : stage;
      requirePeriod(entry, running, next, running.owed.isEmpty() ? 1 : running.periodsAtMost());
      return;
    }
    traces.require(
        Objects.equals(next, running.deadline),
        Invariant.I3,
        running + " has another deadline for a fence that is planned or not");
  }

  private void requireStep(BreakTrace running, String stage) {
    boolean up = STAGES.indexOf(stage) > STAGES.indexOf(running.stage);
    boolean again = stage.equals("SIGBUS") && running.stage.equals("SIGBUS");
    traces.require(
        up || again, Invariant.I3, running + " goes from " + running.stage + " to " + stage);
    traces.require(
        !stage.equals("SIGKILL") || running.isWaitedFor(),
        Invariant.I3,
        running + " comes to SIGKILL, but nobody waits for it");
  }

  private void requireWithin(BreakTrace running, String stage) {
    traces.require(
        running.operations.stream()
            .map(traces.expedited::get)
            .filter(Objects::nonNull)
            .anyMatch(to -> STAGES.indexOf(stage) <= STAGES.indexOf(to)),
        Invariant.I3,
        running + " is expedited to " + stage + ", further than asked for");
  }

  /** Each deadline counts one leaseBreakTime from the moment the stage before it fired. */
  private void requirePeriod(Entry entry, BreakTrace running, @Nullable Instant next, int periods) {
    if (next == null) {
      traces.require(
          !running.isWaitedFor() || running.period == null,
          Invariant.I3,
          running + " has no next deadline, though somebody waits for it");
      running.neverExpires |= running.isWaitedFor();
      return;
    }
    traces.require(
        !running.neverExpires,
        Invariant.I3,
        running + " is given the deadline " + next + ", but nothing of it ever expires");
    Duration period = Duration.between(entry.time(), next).dividedBy(periods);
    traces.require(
        running.period == null || running.period.equals(period),
        Invariant.I3,
        running + " is given " + period + ", after " + running.period + " before");
    running.period = period;
  }
}
