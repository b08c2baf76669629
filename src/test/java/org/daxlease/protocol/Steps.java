package org.daxlease.protocol;

import static org.daxlease.protocol.Invariants.require;

import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.daxlease.protocol.Change.*;

/** What must hold of every step from one state to the next, change by change. */
final class Steps {

  private final FileState before;
  private final Command command;
  private final Instant now;
  private final FileState at;
  private final Set<UUID> signalled = new HashSet<>();

  private Steps(FileState before, Command command, Instant now) {
    this.before = before;
    this.command = command;
    this.now = now;
    this.at = before.copy();
  }

  static void check(FileState before, Command command, Decision<?> decision, Instant now) {
    var steps = new Steps(before, command, now);
    if (command instanceof Command.Leave leave) {
      steps.at.put(before.process(leave.processId()).become(leave.as()));
    }
    if (command instanceof Command.Lapse lapse) {
      steps.at.put(before.process(lapse.processId()).lapse());
    }
    for (Change change : decision.changes()) {
      steps.checkBefore(change);
      steps.at.apply(change);
      steps.checkAfter(change);
    }
    steps.checkReplayed(decision.after());
    steps.checkCounts(decision);
    if (decision instanceof Decision.Refused<?> refused) {
      steps.checkRefused(refused);
    }
  }

  private void checkBefore(Change change) {
    switch (change) {
      case PinPinned c -> requireOpen(c.pin().range(), change);
      case PinTransferred c -> requireOpen(c.pin().range(), change);
      case LeaseTaken c -> requireOpen(c.lease().range(), change);
      case LeaseChanged c -> {
        Lease old = Objects.requireNonNull(at.lease(c.lease().id()));
        boolean confirmed =
            old.range().equals(c.lease().range()) && old.breakable() == c.lease().breakable();
        if (!confirmed) {
          requireOpen(old.range(), change);
          requireOpen(c.lease().range(), change);
        }
        require(
            (c.lease().standing().epoch() > old.standing().epoch()) == !confirmed,
            () -> "rule 2: the epoch does not follow " + change);
      }
      case LeaseReleased c -> requireEpoch(c.lease());
      case LeaseBreaking c -> requireEpoch(c.lease());
      case LeaseReturned c -> requireEpoch(c.lease());
      case LeaseBroken c -> requireEpoch(c.lease());
      case LeaseRevoked c -> requireEpoch(c.lease());
      case OperationGranted c -> checkGrant(c.operation());
      case OperationCompleted c -> checkCompleted(c);
      case BreakBegun c -> checkBegun(c);
      case BreakAdvanced c -> checkAdvanced(c);
      case OperationExpired c -> {
        var grant = Objects.requireNonNull(c.operation().progress().grant());
        require(!now.isBefore(grant.expiresAt()), () -> "I3: expired before its time: " + c);
      }
      case Signalled c -> checkSignal(c);
      default -> {}
    }
  }

  private void checkAfter(Change change) {
    if (change instanceof PinRevoked revoked && at.file().isDax()) {
      at.operations().stream()
          .filter(o -> o.state().isWaiting() && o.isHard())
          .filter(o -> o.affected().overlaps(revoked.pin().range()))
          .forEach(o -> require(o.progress().presumed(), () -> "rule 17: not over a fence: " + o));
    }
    if (change instanceof OperationGranted granted && !at.file().isDax()) {
      var grant = Objects.requireNonNull(granted.operation().progress().grant());
      require(grant.confirmed(), () -> "rule 7: waited for no pin, so not unconfirmed: " + granted);
    }
    if (change instanceof BreakEnded ended) {
      Process holder = Objects.requireNonNull(at.process(ended.ended().processId()));
      boolean fits =
          switch (ended.outcome()) {
            case UNPINNED, CANCELLED -> holder.state() == ProcessState.RUNNING;
            case EXITED -> holder.state() == ProcessState.EXITED;
            case FENCED -> holder.state() == ProcessState.KILLED;
          };
      require(fits, () -> "rule 17: the outcome is not what happened: " + ended);
    }
  }

  private void requireOpen(ByteRange range, Change change) {
    require(
        !Invariants.isClosed(before, range, now),
        () -> "I2: granted over a closed range: " + change);
  }

  private void requireEpoch(Lease lease) {
    Lease old = Objects.requireNonNull(at.lease(lease.id()));
    long grown = lease.standing().epoch() - old.standing().epoch();
    require(
        grown == (lease.state() == old.state() ? 0 : 1),
        () -> "rule 2: the epoch does not follow the state: " + lease);
    require(
        lease.state() == old.state() || old.state().mayBecome(lease.state()),
        () -> "no such transition: " + old + lease);
  }

  private void checkGrant(Operation granted) {
    var grant = Objects.requireNonNull(granted.progress().grant());
    require(
        grant.token() > at.file().sequence().lastToken(),
        () -> "I4: the token is not greater: " + granted);
    boolean held =
        granted.isHard()
            && at.file().isDax()
            && at.pins().stream()
                .anyMatch(p -> p.isBlocking() && p.range().overlaps(granted.affected()));
    require(!held, () -> "I1: granted over a pin: " + granted);
    boolean fenced =
        at.operation(granted.id()).progress().presumed()
            || granted.isHard() && at.file().presumedFree().overlaps(granted.affected());
    require(grant.confirmed() == !fenced, () -> "rule 17: confirmed is wrong: " + granted);
  }

  private void checkCompleted(OperationCompleted c) {
    long old = at.file().sequence().generation();
    long generation = c.file().sequence().generation();
    long token = Objects.requireNonNull(c.operation().progress().grant()).token();
    boolean changes = c.operation().extent().need() != OperationCase.PASSING;
    require(
        generation == (changes ? Math.max(old, token) : old),
        () -> "I4: the generation is not max(generation, token): " + c);
    require(
        c.operation().kind() != OperationKind.EXTEND || c.file().size() >= at.file().size(),
        () -> "EXTEND made the file smaller: " + c);
  }

  private void checkBegun(BreakBegun c) {
    for (UUID id : c.pins()) {
      Pin pin = Objects.requireNonNull(at.pin(id));
      require(pin.breakId() == null, () -> "rule 13: a pin in two breaks: " + c);
      require(
          pin.use().term() == Term.LONGTERM || pin.standing().overstayed(),
          () -> "rule 8: a SHORT pin is only waited for: " + c);
    }
  }

  /** I3: a stage comes when its deadline has passed or an operator says so, and one at a time. */
  private void checkAdvanced(BreakAdvanced c) {
    LeaseBreak old = Objects.requireNonNull(at.leaseBreak(c.advanced().id()));
    require(old.isRunning(), () -> "I3: a break that is over advanced: " + c);
    if (!Objects.equals(old.fenceAt(), c.advanced().fenceAt())) {
      checkFence(old, c.advanced());
      return;
    }
    if (old.stage() == c.advanced().stage() && old.deadline() == null) {
      require(
          command instanceof Command.Ask || command instanceof Command.FireOperation,
          () -> "a ladder goes on for nobody: " + c);
      return;
    }
    boolean due = old.deadline() != null && !now.isBefore(old.deadline());
    if (due && old.stage() == BreakStage.SIGKILL && c.advanced().stage() == BreakStage.SIGKILL) {
      checkPostponed(c);
      return;
    }
    require(
        due || command instanceof Command.Expedite, () -> "I3: a stage before its deadline: " + c);
    Instant next = c.advanced().deadline();
    var terms = c.advanced().terms();
    Duration period =
        c.advanced().stage() == BreakStage.SIGKILL ? terms.killGrace() : terms.leaseBreakTime();
    require(
        next == null || next.equals(now.plus(period)),
        () -> "rule 15: does not count from now: " + c);
  }

  /** Rule 19: a fence is planned for a lapsed holder, or not any more; no stage comes of it. */
  private void checkFence(LeaseBreak old, LeaseBreak next) {
    require(old.stage() == next.stage(), () -> "rule 19: a stage instead of a fence: " + next);
    if (next.fenceAt() != null) {
      require(
          (command instanceof Command.Ask || command instanceof Command.Lapse)
              && at.process(next.processId()).lapsed()
              && now.equals(next.fenceAt()),
          () -> "rule 19: a fence for a holder that has not lapsed: " + next);
    }
    require(
        Objects.equals(old.deadline(), next.deadline())
            || old.hasNotBegun()
                && (next.deadline() == null
                    || next.deadline().equals(now.plus(next.terms().leaseBreakTime()))),
        () -> "rule 15: a fence that is spared moves the deadline: " + next);
  }

  /** Rule 16: the fence waits for a node agent, exactly as long as that is taken to be alive. */
  private void checkPostponed(BreakAdvanced c) {
    Process process = Objects.requireNonNull(at.process(c.advanced().processId()));
    Instant until = process.agentUntil();
    require(
        c.advanced().deadline() == null
            || until != null
                && now.isBefore(until)
                && until.equals(c.advanced().deadline())
                && process.killed(),
        () -> "rule 16: the fence waits for nobody: " + c);
  }

  private void checkSignal(Signalled c) {
    Process to = Objects.requireNonNull(at.process(c.to().processId()));
    require(to.isRunning(), () -> "signals a process that is gone: " + c);
    require(
        c.kind() != SignalKind.SIGKILL || !to.killed(), () -> "rule 15: a second SIGKILL: " + c);
    for (Pin pin : c.cause().pins()) {
      require(pin.isLive(), () -> "names a pin that is gone: " + c);
      require(pin.processId().equals(c.to().processId()), () -> "rule 18: another holds it: " + c);
      require(
          command instanceof Command.FireBreak
              || command instanceof Command.Expedite
              || signalled.add(pin.id()),
          () -> "rule 13: signals a pin twice: " + c);
      Pin old = before.pin(pin.id());
      require(
          !(command instanceof Command.Ask) || old == null || old.breakId() == null,
          () -> "rule 13: a second operation signals the same pin: " + c);
    }
    if (c.kind() == SignalKind.SIGIO && c.to().breakId() != null) {
      LeaseBreak was = before.leaseBreak(c.to().breakId());
      require(
          command instanceof Command.Ask || was != null && was.hasNotBegun(),
          () -> "SIGIO without an operation that arrives: " + c);
    }
    if (c.kind() == SignalKind.SIGKILL) {
      require(
          before.operations().stream().anyMatch(o -> o.state().isWaiting()),
          () -> "rule 8: killed for nobody who waits: " + c);
    }
  }

  /** I5: what the changes say is all that has changed. */
  private void checkReplayed(FileState after) {
    require(
        List.copyOf(at.pins()).equals(List.copyOf(after.pins()))
            && List.copyOf(at.leases()).equals(List.copyOf(after.leases()))
            && List.copyOf(at.breaks()).equals(List.copyOf(after.breaks()))
            && List.copyOf(at.mappings()).equals(List.copyOf(after.mappings()))
            && at.operations().equals(after.operations())
            && at.file().equals(after.file()),
        () -> "I5: the changes do not add up to the state after");
  }

  /** I6: live pins = pinned - unpinned - revoked. */
  private void checkCounts(Decision<?> decision) {
    long more = decision.changes().stream().filter(PinPinned.class::isInstance).count();
    long less =
        decision.changes().stream()
            .filter(c -> c instanceof PinUnpinned || c instanceof PinRevoked)
            .count();
    require(
        live(before) + more - less == live(decision.after()), () -> "I6: the pins do not add up");
  }

  private static long live(FileState state) {
    return state.pins().stream().filter(Pin::isLive).count();
  }

  private void checkRefused(Decision.Refused<?> refused) {
    Errno code = refused.refusal().code();
    boolean starts = code == Errno.EWOULDBLOCK;
    for (Change change : refused.changes()) {
      boolean disturbs =
          change instanceof Signalled
              || change instanceof BreakBegun
              || change instanceof LeaseBreaking;
      require(starts || !disturbs, () -> "rule 9: refused and disturbs: " + change);
    }
    boolean recorded =
        command instanceof Command.Ask
            || command instanceof Command.Complete
            || command instanceof Command.Cancel;
    require(
        recorded || refused.changes().isEmpty(), () -> "refused and changed: " + refused.changes());
  }
}
