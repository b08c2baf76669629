package org.daxlease.protocol;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.daxlease.protocol.LeaseBreak.Ladder;
import org.jspecify.annotations.Nullable;

/**
 * When the waiting operations of a file are granted if no holder moves, and if whoever is granted
 * something before them keeps it until that grant expires.
 *
 * <p>Of the file's state it needs the open operations, and whatever an operation of the {@link
 * #queue} waits for: the running breaks, the SHORT pins, and until when the node agents of their
 * holders are alive.
 */
public final class GrantEstimator {

  private static final Instant NEVER = Instant.MAX;

  private final FileState state;
  private final Instant now;
  private final List<Pin> shortPins;

  /**
   * When holders are fenced, each by the first of its ladders, or by a SHORT pin that overstays:
   * that ends all that it holds.
   */
  private final Map<UUID, Instant> fences = new HashMap<>();

  /** When the last ladder has ended that an operation waits for. */
  private final Map<UUID, Instant> ladders = new HashMap<>();

  private final Map<UUID, Instant> grants = new HashMap<>();

  /** An operation that others wait for, and when they need not any more. */
  private record Turn(ByteRange range, Instant over) {}

  public GrantEstimator(FileState state, Instant now) {
    this.state = state;
    this.now = now;
    this.shortPins =
        state.file().isDax()
            ? state.pins().stream().filter(p -> p.isBlocking() && !p.isLongterm()).toList()
            : List.of();
    List<LeaseBreak> running = state.breaks().stream().filter(LeaseBreak::isRunning).toList();
    findFences(running);
    running.forEach(this::await);
    takeTurns();
  }

  private void findFences(List<LeaseBreak> running) {
    running.stream()
        .filter(this::isCarriedThrough)
        .forEach(b -> fences.merge(b.processId(), end(b), Instants::earlier));
    shortPins.forEach(pin -> fences.merge(pin.processId(), overstayed(pin), Instants::earlier));
  }

  /** Each once, in the order of arrival: asked one by one, each would ask all before it again. */
  private void takeTurns() {
    List<Turn> turns = new ArrayList<>();
    for (Operation each : state.operations()) {
      if (each.isUnfinished()) {
        Instant granted = granted(each, turns);
        grants.put(each.id(), granted);
        turns.add(new Turn(each.affected(), over(each, granted)));
      }
    }
  }

  /** The unfinished operations that are wanted, and those that they wait for, directly or not. */
  public static List<Operation> queue(FileState state, Predicate<Operation> wanted) {
    List<Operation> queue = new ArrayList<>();
    for (Operation each : state.operations().reversed()) {
      if (each.isUnfinished()
          && (wanted.test(each)
              || queue.stream().anyMatch(o -> o.affected().overlaps(each.affected())))) {
        queue.add(each);
      }
    }
    return queue;
  }

  /**
   * The ranges in which SHORT pins may hold up a queue, or may have their holders fenced for
   * holding up something else.
   */
  public static RangeSet shortPinsOf(FileState state, List<Operation> queue) {
    RangeSet ranges = RangeSet.EMPTY;
    for (Operation each : state.operations()) {
      boolean counted = each.progress().timers().shortPinsAt() != null;
      if (each.state().isWaiting()
          && each.isHard()
          && (counted || terms(state, each).leaseBreakTime().isZero() && queue.contains(each))) {
        ranges = ranges.with(each.affected());
      }
    }
    return ranges;
  }

  /** When a waiting operation is granted; empty where that may be never. */
  public Optional<Instant> grantBy(Operation operation) {
    return Optional.ofNullable(grants.get(operation.id())).filter(at -> !at.equals(NEVER));
  }

  /** Whether somebody still waits when its ladder ends: else that stops before. */
  private boolean isCarriedThrough(LeaseBreak running) {
    Instant end = end(running);
    return running.operations().stream()
        .map(state::operation)
        .filter(o -> o != null && o.state().isWaiting())
        .map(o -> o.progress().timers().waitUntil())
        .anyMatch(givenUp -> isStillWaitedFor(givenUp, end));
  }

  /** At one and the same moment the end of a wait comes before the stage of a ladder. */
  private static boolean isStillWaitedFor(@Nullable Instant givenUp, Instant end) {
    return givenUp == null || givenUp.isAfter(end);
  }

  private Instant end(LeaseBreak running) {
    boolean reported = running.fenceAt() == null && hasAgent(running.processId());
    return reported ? NEVER : WaitEstimates.end(running).orElse(NEVER);
  }

  private void await(LeaseBreak running) {
    Instant end = Instants.earlier(end(running), fence(running.processId()));
    running.operations().forEach(id -> ladders.merge(id, end, Instants::later));
  }

  /** NEVER where it is not known when all that holds it up has ended. */
  private Instant granted(Operation operation, List<Turn> turns) {
    Stream<Instant> ends =
        Stream.of(
                Stream.ofNullable(ladders.get(operation.id())),
                shortPins.stream()
                    .filter(p -> operation.isHard() && p.range().overlaps(operation.affected()))
                    .map(p -> fence(p.processId())),
                turns.stream()
                    .filter(t -> t.range().overlaps(operation.affected()))
                    .map(Turn::over))
            .flatMap(s -> s);
    return Instants.later(now, ends.reduce(Instants::later).orElse(NEVER));
  }

  /** When whoever holds a SHORT pin is fenced for it: by the first operation that it holds up. */
  private Instant overstayed(Pin pin) {
    return state.operations().stream()
        .filter(o -> o.state().isWaiting() && o.isHard() && pin.range().overlaps(o.affected()))
        .map(o -> {
          Instant end = overstayed(pin, o);
          return isStillWaitedFor(o.progress().timers().waitUntil(), end) ? end : NEVER;
        })
        .reduce(NEVER, Instants::earlier);
  }

  /** SHORT pins are waited for, then treated as unleased LONGTERM ones (rule 8). */
  private Instant overstayed(Pin pin, Operation operation) {
    Instant examined = operation.progress().timers().shortPinsAt();
    if (examined == null || hasAgent(pin.processId())) {
      return NEVER;
    }
    BreakTerms terms = terms(state, operation);
    Instant deadline = terms.signalledDeadline(examined);
    return WaitEstimates.end(terms, new Ladder(BreakStage.SIGBUS, deadline, null, 1, null))
        .orElse(NEVER);
  }

  private Instant fence(UUID processId) {
    return fences.getOrDefault(processId, NEVER);
  }

  private Instant over(Operation operation, Instant granted) {
    Operation.Grant grant = operation.progress().grant();
    if (grant != null) {
      return grant.expiresAt();
    }
    Instant givenUp = operation.progress().timers().waitUntil();
    if (givenUp != null && !isStillWaitedFor(givenUp, granted)) {
      return givenUp;
    }
    return granted.equals(NEVER) || operation.request().wishes().autoComplete()
        ? granted
        : granted.plus(state.file().policy().grantTtl());
  }

  /** Instead of the fence its report is waited for, which may never come (rule 16). */
  private boolean hasAgent(UUID processId) {
    Process process = state.process(processId);
    return process != null && process.hasAgent(now);
  }

  private static BreakTerms terms(FileState state, Operation operation) {
    return BreakTerms.of(state.file().policy(), operation.request().wishes().leaseBreakTime());
  }
}
