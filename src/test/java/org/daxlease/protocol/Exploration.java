package org.daxlease.protocol;

import static org.daxlease.protocol.Invariants.require;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Goes breadth-first through everything that can happen in a world and looks at each step. */
final class Exploration {

  private final World world;
  private final Set<Canonical.Form> seen = new HashSet<>();
  private final Queue<Moment> ahead = new ArrayDeque<>();
  private final Map<String, String> violations = new LinkedHashMap<>();
  private final Set<Class<?>> kinds = new HashSet<>();
  private long transitions;
  private int depth;

  /**
   * What was found.
   *
   * @param closed nothing was left to see
   * @param kinds the kinds of change that happened
   */
  record Found(
      String world,
      int states,
      long transitions,
      int depth,
      boolean closed,
      Set<Class<?>> kinds,
      Map<String, String> violations) {

    @Override
    public String toString() {
      return "%s: %d states, %d transitions, depth %d%s"
          .formatted(world, states, transitions, depth, closed ? ", all there are" : "");
    }
  }

  private record Moment(FileState state, Instant now, long ids, Trace trace) {}

  private record Trace(@Nullable Trace before, String step, int length) {

    Trace then(String next) {
      return new Trace(this, next, length + 1);
    }

    List<String> steps() {
      List<String> steps = before == null ? new ArrayList<>() : before.steps();
      steps.add(step);
      return steps;
    }
  }

  private static final class Ids implements Supplier<UUID> {
    private long last;

    Ids(long last) {
      this.last = last;
    }

    @Override
    public UUID get() {
      return new UUID(9, ++last);
    }
  }

  private Exploration(World world) {
    this.world = world;
  }

  static Found of(World world) {
    var exploration = new Exploration(world);
    exploration.run();
    return new Found(
        world.name(),
        exploration.seen.size(),
        exploration.transitions,
        exploration.depth,
        exploration.ahead.isEmpty(),
        exploration.kinds,
        exploration.violations);
  }

  private void run() {
    var begin = new Moment(world.begin(), World.START, 0, new Trace(null, "begin", 0));
    visit(begin);
    while (!ahead.isEmpty() && seen.size() < world.limits().states()) {
      Moment next = ahead.remove();
      depth = next.trace().length();
      expand(next);
    }
  }

  private void expand(Moment at) {
    for (Command command : Choices.of(world, at.state(), at.now())) {
      attempt(at, command);
    }
    guard(at.trace(), () -> checkNothingEarly(at));
    Choices.nextDeadline(at.state(), at.now())
        .ifPresent(then -> {
          transitions++;
          visit(new Moment(at.state(), then, at.ids(), at.trace().then("time passes")));
        });
  }

  private void attempt(Moment at, Command command) {
    transitions++;
    Trace trace = at.trace().then(command.toString());
    guard(
        trace,
        () -> {
          var ids = new Ids(at.ids());
          Decision<?> decision = command.decide(at.state(), at.now(), ids);
          Steps.check(at.state(), command, decision, at.now());
          decision.changes().forEach(c -> kinds.add(c.getClass()));
          checkFired(at, command, decision);
          checkSlice(at, command, decision);
          if (decision instanceof Decision.Accepted<?>(BreakRules.Fired fired, _, _)
              && fired == BreakRules.Fired.FENCE_DUE) {
            LeaseBreak due = at.state().leaseBreak(((Command.FireBreak) command).breakId());
            require(isWaitedFor(at, due), () -> "rule 8: fenced for nobody: " + due);
            Process holder = at.state().process(due.processId());
            require(
                due.fenceAt() != null
                    || holder.agentUntil() == null
                    || !at.now().isBefore(holder.agentUntil()),
                () -> "rule 16: fenced while its node agent was alive: " + due);
            attempt(at, new Command.Leave(due.processId(), ProcessState.KILLED));
          } else if (!decision.changes().isEmpty() || changesProcess(command)) {
            Invariants.check(decision.after());
            FileState rest = Canonical.pruned(decision.after());
            visit(new Moment(rest, at.now(), ids.last, trace));
          }
        });
  }

  private static boolean changesProcess(Command command) {
    return command instanceof Command.Leave
        || command instanceof Command.Lapse
        || command instanceof Command.Beat;
  }

  /** Deadlines are only fired here when they are due, so firing must do something. */
  private static void checkFired(Moment at, Command command, Decision<?> decision) {
    boolean fires =
        command instanceof Command.FireBreak || command instanceof Command.FireOperation;
    if (decision instanceof Decision.Accepted<?>(BreakRules.Fired fired, _, _)
        && fired == BreakRules.Fired.GIVEN_UP) {
      LeaseBreak due = at.state().leaseBreak(((Command.FireBreak) command).breakId());
      require(!isWaitedFor(at, due), () -> "rule 15: held back from who waits: " + due);
      require(
          owners(at, due).anyMatch(o -> hasWaitedTooLong(at, o)),
          () -> "rule 20: due and not fired: " + command);
      return;
    }
    boolean nothing =
        decision.changes().isEmpty()
            && !(decision instanceof Decision.Accepted<?>(BreakRules.Fired fired, _, _)
                && fired == BreakRules.Fired.FENCE_DUE);
    require(!fires || !nothing, () -> "rule 20: due and not fired: " + command);
    if (command instanceof Command.FireBreak(UUID breakId)) {
      LeaseBreak due = at.state().leaseBreak(breakId);
      require(
          decision.changes().stream().noneMatch(Change.Signalled.class::isInstance)
              || owners(at, due).anyMatch(o -> !hasWaitedTooLong(at, o)),
          () -> "rule 8: signalled for who has waited too long: " + due);
    }
  }

  private static boolean isWaitedFor(Moment at, LeaseBreak due) {
    return owners(at, due).anyMatch(o -> o.state().isWaiting() && !hasWaitedTooLong(at, o));
  }

  private static Stream<Operation> owners(Moment at, LeaseBreak due) {
    return at.state().operations().stream()
        .filter(o -> due.operations().contains(o.id()) && wantsPin(at, due, o))
        .filter(o -> o.state().isWaiting() || o.state() == OperationState.REFUSED);
  }

  /** What an operation joined a break for may be gone, while others wait for the rest. */
  private static boolean wantsPin(Moment at, LeaseBreak due, Operation operation) {
    return at.state().pins().stream()
        .anyMatch(p ->
            p.isLive() && due.id().equals(p.breakId()) && p.range().overlaps(operation.affected()));
  }

  private static boolean hasWaitedTooLong(Moment at, Operation operation) {
    Instant until = operation.progress().timers().waitUntil();
    return operation.state().isWaiting() && until != null && at.now().isAfter(until);
  }

  private void checkSlice(Moment at, Command command, Decision<?> whole) {
    FileState slice = Slice.of(at.state(), command);
    Decision<?> part = command.decide(slice, at.now(), new Ids(at.ids()));
    require(
        part.changes().equals(whole.changes()) && verdict(part).equals(verdict(whole)),
        () -> "the part decides otherwise: " + part.changes() + " whole: " + whole.changes());
  }

  private static Object verdict(Decision<?> decision) {
    return switch (decision) {
      case Decision.Accepted<?> accepted -> accepted.result();
      case Decision.Refused<?> refused -> refused.refusal();
    };
  }

  /** Rule 20: one millisecond before a deadline nothing happens. */
  private void checkNothingEarly(Moment at) {
    for (LeaseBreak running : at.state().breaks()) {
      Instant deadline = running.dueAt();
      if (deadline != null) {
        var fired =
            BreakRules.fire(at.state(), running.id(), deadline.minusMillis(1), new Ids(at.ids()));
        require(fired.changes().isEmpty(), () -> "I3: fired early: " + fired.changes());
      }
    }
    for (Operation operation : at.state().operations()) {
      Choices.deadlinesOf(operation)
          .min(Instant::compareTo)
          .ifPresent(first -> {
            var fired =
                OperationRules.fire(
                    at.state(), operation.id(), first.minusMillis(1), new Ids(at.ids()));
            require(fired.changes().isEmpty(), () -> "I3: fired early: " + fired.changes());
          });
    }
  }

  private void visit(Moment moment) {
    boolean alone = world.actors().size() == 1;
    var form =
        alone
            ? Canonical.ofOne(moment.state(), moment.now())
            : Canonical.of(moment.state(), moment.now());
    if (seen.add(form)) {
      ahead.add(moment);
    }
  }

  /** Keeps the shortest way to each kind of violation. */
  private void guard(Trace trace, Runnable check) {
    try {
      check.run();
    } catch (AssertionError | RuntimeException violation) {
      String what = String.valueOf(violation);
      String kind = what.substring(0, Math.min(60, what.length()));
      violations.computeIfAbsent(kind, _ -> what + "\n    " + String.join("\n    ", trace.steps()));
    }
  }
}
