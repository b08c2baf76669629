package org.daxlease.protocol;

import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** What must hold of a file at every moment, said without the help of the rules. */
final class Invariants {

  private final FileState state;

  private Invariants(FileState state) {
    this.state = state;
  }

  static void check(FileState state) {
    var invariants = new Invariants(state);
    state.operations().forEach(invariants::checkOperation);
    state.leases().forEach(invariants::checkLease);
    state.breaks().forEach(invariants::checkBreak);
    state.pins().forEach(invariants::checkPin);
    invariants.checkGone();
  }

  private void checkOperation(Operation operation) {
    require(
        operation.state() != OperationState.GRANTED || !isHeldUp(operation),
        () -> "I1: granted although a pin overlaps: " + operation);
    require(
        operation.progress().breaks() == running().filter(b -> lists(b, operation)).count(),
        () -> "counts another number of breaks: " + operation);
    for (Operation other : state.operations()) {
      require(
          other == operation || !bothGranted(operation, other),
          () -> "I4: two overlapping operations are granted: " + operation + other);
    }
    if (operation.state().isWaiting()) {
      checkWaiting(operation);
    }
  }

  private void checkWaiting(Operation operation) {
    boolean earlier =
        state.operations().stream()
            .anyMatch(
                o -> hasPlace(o) && o.arrival() < operation.arrival() && overlap(o, operation));
    require(earlier || isHeldUp(operation), () -> "I3: nothing holds up the waiting " + operation);
    require(
        (operation.state() == OperationState.QUEUED) == earlier,
        () -> "rule 10: QUEUED is not whether an earlier one overlaps: " + operation);
    if (isHard(operation) && isDax()) {
      require(
          blocking(operation.affected())
              .allMatch(p -> p.isLongterm() || !LapseRules.fences(state, p.processId())),
          () -> "rule 19: waits for a SHORT pin of a lapsed holder: " + operation);
      blocking(operation.affected())
          .filter(Pin::isLongterm)
          .forEach(pin ->
              require(
                  running().anyMatch(b -> b.id().equals(pin.breakId()) && lists(b, operation)),
                  () -> "rule 13: waits for a pin without its break: " + operation + pin));
    }
  }

  private void checkLease(Lease lease) {
    long counted = livePins().filter(p -> lease.id().equals(p.leaseId())).count();
    require(
        lease.pins() == counted, () -> "rule 3: counts " + counted + " pins otherwise: " + lease);
    if (!lease.isLive()) {
      return;
    }
    require(lease.references() > 0, () -> "rule 3: alive without a reference: " + lease);
    require(
        state.leases().stream()
                .filter(l -> l.isLive() && l.processId().equals(lease.processId()))
                .count()
            == 1,
        () -> "rule 2: a second live lease: " + lease);
    require(
        livePins()
            .filter(p -> lease.id().equals(p.leaseId()))
            .allMatch(p -> pages(lease).contains(p.range())),
        () -> "rule 2: counts a pin that it does not cover: " + lease);
    boolean wanted = running().anyMatch(b -> lease.id().equals(b.leaseId()));
    require(
        (lease.state() == LeaseState.BREAKING) == wanted,
        () -> "rule 13: BREAKING is not whether a break runs: " + lease);
    livePins()
        .filter(p -> isLongtermOf(p, lease) && pages(lease).contains(p.range()))
        .forEach(p ->
            require(
                lease.id().equals(p.leaseId()),
                () -> "rule 3: covers a pin that it does not count: " + lease + p));
  }

  /** Pins that only count as LONGTERM, or no longer as the file's, need no lease. */
  private static boolean isLongtermOf(Pin pin, Lease lease) {
    return pin.processId().equals(lease.processId())
        && pin.use().term() == Term.LONGTERM
        && !pin.standing().detached();
  }

  private void checkBreak(LeaseBreak running) {
    if (!running.isRunning()) {
      return;
    }
    List<Pin> wanted = livePins().filter(p -> running.id().equals(p.breakId())).toList();
    require(!wanted.isEmpty(), () -> "I3: no pins are left of " + running);
    require(running.ladder().pins() == wanted.size(), () -> "counts other pins: " + running);
    require(isRunning(running.processId()), () -> "I3: its holder is gone: " + running);
    List<Operation> owners =
        state.operations().stream().filter(o -> lists(running, o) && wants(o)).toList();
    require(!owners.isEmpty(), () -> "I3: nobody waits for " + running);
    for (Pin pin : wanted) {
      require(
          owners.stream().anyMatch(o -> o.affected().overlaps(pin.range())),
          () -> "nobody waits for " + pin);
      require(pin.processId().equals(running.processId()), () -> "rule 18: another holds " + pin);
    }
    boolean waitedFor =
        owners.stream()
            .anyMatch(o ->
                o.state().isWaiting()
                    && wanted.stream().anyMatch(p -> p.range().overlaps(o.affected())));
    require(
        !waitedFor || !LapseRules.fences(state, running) || running.fenceAt() != null,
        () -> "rule 19: waits for the ladder of a lapsed holder: " + running);
    boolean awaitsExit =
        running.stage() == BreakStage.SIGKILL
            && running.terms().afterKill() == AfterKill.AWAIT_EXIT;
    require(
        !waitedFor
            || running.deadline() != null
            || awaitsExit
            || running.terms().leaseBreakTime().isZero(),
        () -> "rule 15: its ladder has stopped: " + running);
  }

  private void checkPin(Pin pin) {
    if (pin.isLive()) {
      require(isRunning(pin.processId()), () -> "rule 19: its process is gone: " + pin);
      require(
          pin.breakId() == null || running().anyMatch(b -> b.id().equals(pin.breakId())),
          () -> "its break is over: " + pin);
      require(!pin.standing().detached() || !isDax(), () -> "rule 7: detached on DAX: " + pin);
    }
  }

  private void checkGone() {
    for (Lease lease : state.leases()) {
      require(
          !lease.isLive() || isRunning(lease.processId()),
          () -> "rule 19: its process is gone: " + lease);
    }
    for (Mapping mapping : state.mappings()) {
      require(
          !mapping.isMapped() || isRunning(mapping.processId()),
          () -> "rule 19: its process is gone: " + mapping);
    }
  }

  /** Rule 10, read from the rows: whether nothing new may come over a range. */
  static boolean isClosed(FileState state, ByteRange range, Instant now) {
    return state.operations().stream()
        .filter(o -> o.affected().overlaps(range))
        .anyMatch(o -> hasPlace(o) || isBehind(state, o, now));
  }

  /** Lock delay and cool-down, and the break of a NOWAIT request. */
  private static boolean isBehind(FileState state, Operation operation, Instant now) {
    Instant reopens = operation.progress().timers().reopensAt();
    boolean delayed = reopens != null && reopens.isAfter(now);
    return switch (operation.state()) {
      case EXPIRED -> delayed;
      case REFUSED ->
          delayed || state.breaks().stream().anyMatch(b -> b.isRunning() && lists(b, operation));
      case QUEUED, BREAKING, GRANTED, COMPLETED, CANCELLED -> false;
    };
  }

  private static boolean hasPlace(Operation operation) {
    return switch (operation.state()) {
      case QUEUED, BREAKING, GRANTED -> operation.extent().need() != OperationCase.PASSING;
      case COMPLETED, CANCELLED, EXPIRED, REFUSED -> false;
    };
  }

  private static boolean wants(Operation operation) {
    return operation.state().isWaiting() || operation.state() == OperationState.REFUSED;
  }

  private static boolean bothGranted(Operation one, Operation two) {
    return hasPlace(one)
        && hasPlace(two)
        && one.state() == OperationState.GRANTED
        && two.state() == OperationState.GRANTED
        && overlap(one, two);
  }

  private static boolean overlap(Operation one, Operation two) {
    return one.affected().overlaps(two.affected());
  }

  private static boolean lists(LeaseBreak running, Operation operation) {
    return running.operations().contains(operation.id());
  }

  private boolean isHeldUp(Operation operation) {
    return isHard(operation) && isDax() && blocking(operation.affected()).findAny().isPresent();
  }

  private static boolean isHard(Operation operation) {
    return operation.extent().need() == OperationCase.HARD;
  }

  private Stream<LeaseBreak> running() {
    return state.breaks().stream().filter(b -> b.ladder().outcome() == null);
  }

  private Stream<Pin> livePins() {
    return state.pins().stream().filter(p -> p.standing().state() == PinState.PINNED);
  }

  private Stream<Pin> blocking(ByteRange range) {
    return livePins().filter(p -> !p.standing().detached() && p.range().overlaps(range));
  }

  private ByteRange pages(Lease lease) {
    return lease.range().roundOut(state.file().pageSize());
  }

  private boolean isRunning(UUID process) {
    return Objects.requireNonNull(state.process(process)).state() == ProcessState.RUNNING;
  }

  private boolean isDax() {
    return state.file().shape().backing() == Backing.DAX;
  }

  static void require(boolean holds, Supplier<String> otherwise) {
    if (!holds) {
      throw new AssertionError(otherwise.get());
    }
  }
}
