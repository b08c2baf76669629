package org.daxlease.protocol;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.daxlease.protocol.Change.*;
import org.daxlease.protocol.LeaseBreak.Ladder;
import org.jspecify.annotations.Nullable;

/** The break ladder: {@code break_lease()}, SIGIO, SIGBUS, SIGKILL, fence (rules 13 to 17). */
public final class BreakRules {

  private BreakRules() {}

  /** What the passing of a break's deadline led to. */
  public enum Fired {
    /** Too late, too early or already done: a value, not an error (rule 20). */
    NOTHING,
    /** It took a step. */
    ADVANCED,
    /** The grace is over, but a node agent is there to report the exit: it is waited for. */
    POSTPONED,
    /** Whoever waited for it has waited for too long, and is to be cancelled first (rule 8). */
    GIVEN_UP,
    /** Its process must be fenced now: the grace after SIGKILL is over, or it has lapsed. */
    FENCE_DUE
  }

  /** Fires the deadline of a break if it is due; state and deadline are looked at again. */
  public static Decision<Fired> fire(
      FileState before, UUID breakId, Instant now, Supplier<UUID> ids) {
    var draft = new Draft(before, now, ids);
    LeaseBreak due = draft.leaseBreak(breakId);
    if (!isDue(due, now)) {
      return draft.accept(Fired.NOTHING);
    }
    if (isFenceDue(draft.state, breakId, now)) {
      return draft.accept(Fired.FENCE_DUE);
    }
    boolean waitedFor = isWaitedFor(draft, due);
    if (!waitedFor
        && interested(draft.state, due).stream().anyMatch(o -> o.hasWaitedTooLong(now))) {
      return draft.accept(Fired.GIVEN_UP);
    }
    Instant awaited = reportAwaitedUntil(draft.state, due, now);
    if (awaited != null && waitedFor) {
      draft.record(new BreakAdvanced(due.with(due.ladder().at(due.stage(), awaited))));
      return draft.accept(Fired.POSTPONED);
    }
    if (isUnwanted(draft.state, breakId)) {
      end(draft, due, BreakOutcome.CANCELLED);
    } else if (due.fenceAt() != null) {
      LapseRules.spare(draft, due);
    } else {
      step(draft, due);
    }
    return draft.accept(Fired.ADVANCED);
  }

  /**
   * A signal of the stage that a break is at has arrived. Where its terms say so the deadline
   * counts from now; it only ever comes closer, so evidence that comes twice, or late, changes
   * nothing.
   *
   * @return whether the deadline moved
   */
  public static Decision<Boolean> delivered(
      FileState before, UUID breakId, Evidence evidence, Instant now, Supplier<UUID> ids) {
    var draft = new Draft(before, now, ids);
    LeaseBreak reached = draft.leaseBreak(breakId);
    Instant limit = reached.deadline();
    Instant counted = reached.terms().breakTimeFrom(now);
    boolean moves =
        reached.isRunning()
            && !reached.hasNotBegun()
            && reached.countsFromDelivery()
            && limit != null
            && counted != null
            && counted.isBefore(limit);
    if (moves) {
      LeaseBreak moved = reached.with(reached.ladder().at(reached.stage(), counted));
      draft.record(new BreakDelivered(moved, evidence));
    }
    return draft.accept(moves);
  }

  /** Whether the holder of a break must be fenced now: its grace is over, or it has lapsed. */
  public static boolean isFenceDue(FileState state, UUID breakId, Instant now) {
    LeaseBreak due = state.leaseBreak(breakId);
    return due != null
        && isDue(due, now)
        && isWaitedFor(state, due, now)
        && (due.fenceAt() != null
            ? LapseRules.fences(state, due)
            : due.stage() == BreakStage.SIGKILL && reportAwaitedUntil(state, due, now) == null);
  }

  /**
   * While a node agent of the host is alive its report is waited for; when its time runs out the
   * death is presumed (rule 16). Where policy fences lapsed holders at once, none is waited for.
   */
  private static @Nullable Instant reportAwaitedUntil(
      FileState state, LeaseBreak due, Instant now) {
    Process process = state.process(due.processId());
    return due.stage() == BreakStage.SIGKILL && due.fenceAt() == null && process != null
        ? process.reportAwaitedUntil(now)
        : null;
  }

  /**
   * Whether firing a break may send SIGKILL, for which the process's lock must be held (rule 21).
   */
  public static boolean mayKill(LeaseBreak due) {
    return due.fenceAt() == null && due.terms().after(due.stage()) == BreakStage.SIGKILL;
  }

  /** Whether a break runs for nobody: no command leaves one behind, but damaged rows may. */
  public static boolean isUnwanted(FileState state, UUID breakId) {
    LeaseBreak running = state.leaseBreak(breakId);
    return running != null && running.isRunning() && interested(state, running).isEmpty();
  }

  private static boolean isDue(LeaseBreak leaseBreak, Instant now) {
    Instant at = leaseBreak.dueAt();
    return leaseBreak.isRunning() && at != null && !now.isBefore(at);
  }

  /** One step up: the lease is BROKEN, the next signal goes out, the next deadline counts. */
  static void step(Draft draft, LeaseBreak at) {
    Lease lease = draft.state.lease(at.leaseId());
    if (lease != null && lease.isLive()) {
      var broken = lease.with(lease.standing().become(LeaseState.BROKEN));
      draft.record(new LeaseBroken(broken, at.id()));
    }
    boolean waitedFor = isWaitedFor(draft, at);
    BreakStage next = at.terms().after(at.stage());
    if (!waitedFor && (next != BreakStage.SIGBUS || at.stage() != BreakStage.SIGIO)) {
      // Only NOWAIT requests own it: killing, and fencing, need somebody who waits (rule 8).
      draft.record(new BreakAdvanced(at.with(at.ladder().at(at.stage(), null))));
      return;
    }
    if (next == null) {
      return;
    }
    Instant deadline =
        next == BreakStage.SIGKILL
            ? at.terms().fenceFrom(draft.now)
            : waitedFor ? at.terms().signalledDeadline(draft.now) : null;
    LeaseBreak advanced = at.with(at.ladder().at(next, deadline));
    draft.record(new BreakAdvanced(advanced));
    if (next != BreakStage.SIGKILL || !isKilled(draft, at)) {
      Signals.send(draft, advanced);
    }
  }

  /** A process gets SIGKILL once (rule 15). */
  static boolean isKilled(Draft draft, LeaseBreak of) {
    Process process = draft.state.process(of.processId());
    return process != null && process.killed();
  }

  /** The running breaks that already want pins of a range gone. */
  static List<UUID> over(FileState state, ByteRange range) {
    return state.pinsOver(range).map(Pin::breakId).flatMap(Stream::ofNullable).distinct().toList();
  }

  /** SHORT pins in an operation's way are treated as unleased LONGTERM ones (rule 8). */
  static void overstay(Draft draft, Operation operation, Predicate<Pin> which) {
    List<Pin> overdue =
        draft
            .state
            .pinsOver(operation.affected())
            .filter(p -> !p.isLongterm() && which.test(p))
            .toList();
    for (Pin pin : overdue) {
      draft.record(new PinOverstayed(pin.with(pin.standing().overstay()), operation.id()));
    }
  }

  /** Starts one break per process and lease for the pins in an operation's way that have none. */
  static void start(Draft draft, UUID operationId) {
    Operation operation = draft.operation(operationId);
    if (operation.state().isWaiting()) {
      // Nobody waits a leaseBreakTime for the SHORT pins of such a holder.
      overstay(draft, operation, p -> LapseRules.fences(draft.state, p.processId()));
    }
    record HolderLease(UUID processId, @Nullable UUID leaseId) {}
    Map<HolderLease, List<Pin>> holders = new LinkedHashMap<>();
    draft
        .state
        .pinsOver(operation.affected())
        .filter(p -> p.isLongterm() && p.breakId() == null)
        .forEach(p -> {
          Lease lease = draft.state.lease(p.leaseId());
          UUID leaseId = lease != null && lease.isLive() ? lease.id() : null;
          holders
              .computeIfAbsent(new HolderLease(p.processId(), leaseId), _ -> new ArrayList<>())
              .add(p);
        });
    holders.forEach(
        (holder, pins) -> begin(draft, operation, holder.processId(), holder.leaseId(), pins));
  }

  private static void begin(
      Draft draft, Operation operation, UUID processId, @Nullable UUID leaseId, List<Pin> pins) {
    Lease lease = draft.state.lease(leaseId);
    if (lease != null && lease.state() == LeaseState.HELD) {
      lease = lease.with(lease.standing().become(LeaseState.BREAKING));
      draft.record(new LeaseBreaking(lease, operation.id()));
    }
    Policy policy = draft.state.file().policy();
    var terms = BreakTerms.of(policy, operation.request().wishes().leaseBreakTime());
    if (isSilent(lease)) {
      terms = terms.unannounced();
    }
    boolean fenceNow = operation.state().isWaiting() && LapseRules.fences(draft.state, processId);
    Ladder ladder = firstRung(draft, operation, lease, terms, fenceNow, pins.size());
    long epoch = lease == null ? 0 : lease.standing().epoch();
    Set<UUID> waiting = waitingFor(draft, operation, pins);
    var begun = new LeaseBreak(draft.newId(), processId, leaseId, epoch, terms, ladder, waiting);
    draft.record(new BreakBegun(begun, pins.stream().map(Pin::id).toList(), operation.id()));
    if (!fenceNow) {
      firstSignal(draft, begun);
    }
  }

  /** Nobody asked for it, so nobody is told that it is wanted back. */
  private static boolean isSilent(@Nullable Lease lease) {
    return lease != null && lease.standing().origin() == LeaseOrigin.IMPLICIT;
  }

  /** SIGIO for a lease, SIGBUS without one, nothing for a lease that nobody asked for (rule 4). */
  static void firstSignal(Draft draft, LeaseBreak begun) {
    Lease lease = draft.state.lease(begun.leaseId());
    if (!isSilent(lease)) {
      Signals.send(draft, begun);
    }
  }

  /** The operation itself, and those that waited for the same SHORT pins until they overstayed. */
  private static Set<UUID> waitingFor(Draft draft, Operation operation, List<Pin> pins) {
    Set<UUID> waiting = new HashSet<>();
    waiting.add(operation.id());
    for (Operation other : draft.state.operations()) {
      if (other.state().isWaiting()
          && other.isHard()
          && pins.stream().anyMatch(p -> p.range().overlaps(other.affected()))) {
        waiting.add(other.id());
      }
    }
    return waiting;
  }

  private static Ladder firstRung(
      Draft draft,
      Operation operation,
      @Nullable Lease lease,
      BreakTerms terms,
      boolean fenceNow,
      int pins) {
    BreakStage first = lease != null ? BreakStage.SIGIO : BreakStage.SIGBUS;
    if (fenceNow) {
      return new Ladder(first, draft.now, draft.now, pins, null);
    }
    Instant deadline = firstDeadline(draft, lease, terms, operation.state().isWaiting());
    return new Ladder(first, deadline, null, pins, null);
  }

  /** The ladder of NOWAIT stops after SIGBUS (rule 8). */
  static @Nullable Instant firstDeadline(
      Draft draft, @Nullable Lease lease, BreakTerms terms, boolean waitedFor) {
    if (lease == null && !waitedFor) {
      return null;
    }
    return isSilent(lease) ? terms.breakTimeFrom(draft.now) : terms.signalledDeadline(draft.now);
  }

  /** A waiting operation joined a break, whose ladder may have stopped for want of one. */
  static void resume(Draft draft, UUID breakId) {
    LeaseBreak joined = draft.leaseBreak(breakId);
    Instant deadline =
        joined.stage() == BreakStage.SIGKILL
            ? joined.terms().fenceFrom(draft.now)
            : joined.terms().breakTimeFrom(draft.now);
    if (joined.deadline() == null && deadline != null) {
      draft.record(new BreakAdvanced(joined.with(joined.ladder().at(joined.stage(), deadline))));
    }
    LapseRules.hurry(draft, draft.leaseBreak(breakId));
  }

  /** Lets pins go that no operation of the break has in its range any more. */
  static void narrow(Draft draft, @Nullable UUID breakId) {
    LeaseBreak present = draft.state.leaseBreak(breakId);
    if (present == null || !present.isRunning()) {
      return;
    }
    List<Operation> members = members(draft.state, present).toList();
    List<UUID> free =
        draft
            .state
            .pinsOf(present.id())
            .filter(Pin::isBlocking)
            .filter(p -> members.stream().noneMatch(o -> o.affected().overlaps(p.range())))
            .map(Pin::id)
            .toList();
    if (!free.isEmpty()) {
      var narrowed = present.with(present.ladder().count(-free.size()));
      draft.record(new BreakNarrowed(narrowed, free));
    }
  }

  /** An operation no longer waits: its breaks end, or go on for the others. */
  static void leave(Draft draft, UUID operationId) {
    for (LeaseBreak left : List.copyOf(draft.state.breaks())) {
      if (!left.isRunning() || !left.operations().contains(operationId)) {
        continue;
      }
      if (members(draft.state, left).findAny().isEmpty()) {
        end(draft, left, BreakOutcome.CANCELLED);
      } else {
        narrow(draft, left.id());
        endIfDone(draft, left.id(), BreakOutcome.UNPINNED);
      }
    }
  }

  static void endIfDone(Draft draft, @Nullable UUID breakId, BreakOutcome outcome) {
    LeaseBreak present = draft.state.leaseBreak(breakId);
    if (present != null && present.isRunning() && present.ladder().pins() == 0) {
      end(draft, present, outcome);
    }
  }

  static void end(Draft draft, LeaseBreak running, BreakOutcome outcome) {
    draft.record(new BreakEnded(running.with(running.ladder().end(outcome)), outcome));
    coolOwners(draft, running);
    LeaseRules.returnIfQuiet(draft, running.leaseId());
  }

  /** The range of a NOWAIT request whose last break has ended stays closed a little longer. */
  static void coolOwners(Draft draft, LeaseBreak ended) {
    for (UUID id : ended.operations()) {
      Operation owner = draft.state.operation(id);
      if (owner != null
          && owner.state() == OperationState.REFUSED
          && owner.progress().breaks() == 0) {
        OperationRules.coolDown(draft, owner);
      }
    }
  }

  /**
   * The operations that still want one of a break's pins gone, all of which must have been read:
   * those that an operation joined it for may be gone, and it waits for something else.
   */
  static List<Operation> interested(FileState state, LeaseBreak leaseBreak) {
    return members(state, leaseBreak)
        .filter(o ->
            state
                .pinsOf(leaseBreak.id())
                .anyMatch(p -> p.isBlocking() && p.range().overlaps(o.affected())))
        .toList();
  }

  private static Stream<Operation> members(FileState state, LeaseBreak leaseBreak) {
    return leaseBreak.operations().stream()
        .map(state::operation)
        .flatMap(Stream::ofNullable)
        .filter(Operation::isInterested);
  }

  static boolean isWaitedFor(Draft draft, LeaseBreak leaseBreak) {
    return isWaitedFor(draft.state, leaseBreak, draft.now);
  }

  private static boolean isWaitedFor(FileState state, LeaseBreak leaseBreak, Instant now) {
    return interested(state, leaseBreak).stream()
        .anyMatch(o -> o.state().isWaiting() && !o.hasWaitedTooLong(now));
  }
}
