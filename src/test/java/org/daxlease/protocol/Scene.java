package org.daxlease.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.daxlease.protocol.Change.Signalled;
import org.jspecify.annotations.Nullable;

/**
 * A file of 16 pages, the processes that map it, and what they do, in tests that read like rules.
 */
final class Scene {

  static final int PAGE = 4096;
  static final long SIZE = 16L * PAGE;
  static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
  static final Duration T = Duration.ofSeconds(45);
  static final Duration KILL_GRACE = Duration.ofSeconds(10);
  static final Duration GRANT_TTL = Duration.ofSeconds(60);
  static final Duration LOCK_DELAY = Duration.ofSeconds(10);
  static final Duration COOL_DOWN = Duration.ofSeconds(5);

  static final Policy DEFAULTS =
      new Policy(
          T,
          UnleasedPin.SIGBUS,
          Escalation.SIGBUS_THEN_SIGKILL,
          AfterKill.FENCE,
          KILL_GRACE,
          LapsedHolder.LADDER,
          GRANT_TTL,
          LOCK_DELAY,
          COOL_DOWN,
          null,
          DeadlineFrom.NOTIFIED);

  FileState state;
  Instant now = START;
  private List<Change> changes = List.of();
  private long lastId;
  private final Supplier<UUID> ids = () -> new UUID(0, ++lastId);

  private Scene(Backing backing, Policy policy) {
    state =
        new FileState(
            new FileFacts(
                ids.get(),
                new FileFacts.Shape(backing, SIZE, PAGE),
                FileFacts.Sequence.START,
                policy,
                RangeSet.EMPTY,
                false));
  }

  static Scene dax(Enum<?>... choices) {
    return new Scene(Backing.DAX, policy(choices));
  }

  static Scene dax(PolicyOverrides overrides) {
    return new Scene(Backing.DAX, DEFAULTS.with(overrides));
  }

  static Scene pageCache(Enum<?>... choices) {
    return new Scene(Backing.PAGE_CACHE, policy(choices));
  }

  private static Policy policy(Enum<?>... choices) {
    Overrides overrides = new Overrides();
    for (Enum<?> choice : choices) {
      switch (choice) {
        case UnleasedPin it -> overrides.unleasedPin(it);
        case Escalation it -> overrides.escalation(it);
        case AfterKill it -> overrides.afterKill(it);
        case LapsedHolder it -> overrides.lapsedHolder(it);
        case DeadlineFrom it -> overrides.deadlineFrom(it);
        default -> throw new IllegalArgumentException(choice.toString());
      }
    }
    return DEFAULTS.with(overrides.build());
  }

  static PolicyOverrides leaseBreakTime(Duration time) {
    return new Overrides().leaseBreakTime(time).build();
  }

  /** Pages {@code from} to {@code to}, the latter not included. */
  static ByteRange pages(long from, long to) {
    return new ByteRange(from * PAGE, to * PAGE);
  }

  // Who is there

  UUID process() {
    UUID id = ids.get();
    state.put(new Process(id, ProcessState.RUNNING, false, false, null));
    map(id, pages(0, 32), Protection.READ_WRITE);
    return id;
  }

  /** The node agent of its host is alive until a moment; null for no agent. */
  void agentOf(UUID process, @Nullable Instant until) {
    state.put(Objects.requireNonNull(state.process(process)).withAgentUntil(until));
  }

  UUID lapsedProcess() {
    UUID id = process();
    state.put(new Process(id, ProcessState.RUNNING, true, false, null));
    return id;
  }

  /** Somebody changes the file's policy. */
  void becomePolicy(PolicyOverrides overrides) {
    FileFacts before = state.file();
    var next =
        new FileState(
            new FileFacts(
                before.id(),
                before.shape(),
                before.sequence(),
                before.policy().with(overrides),
                before.presumedFree(),
                before.removed()));
    state.operations().forEach(next::put);
    state = next;
  }

  Decision<Mapping> map(UUID process, ByteRange range, Protection protection) {
    var asked = new MappingRules.NewMapping(process, range.start(), range.length(), protection);
    return done(MappingRules.map(state, asked, now, ids));
  }

  Decision<Mapping> unmap(UUID mapping) {
    return done(MappingRules.unmap(state, mapping, now, ids));
  }

  Decision<Process> exit(UUID process) {
    return done(TeardownRules.leave(state, process, ProcessState.EXITED, now, ids));
  }

  Decision<Process> fence(UUID process) {
    return done(TeardownRules.leave(state, process, ProcessState.KILLED, now, ids));
  }

  Decision<Process> lapse(UUID process) {
    return done(LapseRules.lapse(state, process, now, ids));
  }

  void beat(UUID process) {
    state.put(new Process(process, ProcessState.RUNNING, false, false, null));
  }

  // What they do

  Decision<Lease> lease(UUID process) {
    return lease(process, null, null, null);
  }

  Decision<Lease> lease(UUID process, ByteRange range) {
    return lease(process, null, range.start(), range.length());
  }

  Decision<Lease> exclusiveLease(UUID process) {
    return lease(process, false, null, null);
  }

  Decision<Lease> lease(
      UUID process, @Nullable Boolean breakable, @Nullable Long offset, @Nullable Long length) {
    var asked = new LeaseRules.NewLease(process, breakable, offset, length);
    return done(LeaseRules.take(state, asked, now, ids));
  }

  Decision<Lease> release(UUID lease) {
    return done(LeaseRules.release(state, lease, now, ids));
  }

  Decision<Pin> pin(UUID process, ByteRange range) {
    return pin(process, range, Term.LONGTERM);
  }

  Decision<Pin> pin(UUID process, ByteRange range, Term term) {
    return pin(mappingOf(process), range.start(), range.length(), new Pin.Use(Access.WRITE, term));
  }

  Decision<Pin> pin(Mapping mapping, long offset, long length, Pin.Use use) {
    var place = new Pin.Place(mapping.processId(), mapping.id());
    var asked = new PinRules.NewPin(place, offset, length, use);
    return done(PinRules.pin(state, asked, now, ids));
  }

  UUID pinned(UUID process, ByteRange range) {
    return accepted(pin(process, range)).id();
  }

  /** A lease over the whole file and a pin under it. */
  UUID leasedPin(UUID process, ByteRange range) {
    accepted(lease(process));
    return pinned(process, range);
  }

  Decision<Pin> unpin(UUID pin) {
    return done(PinRules.unpin(state, pin, now, ids));
  }

  Decision<Pin> trim(UUID pin, ByteRange part) {
    var kept = new PinRules.ByteRangeRequest(part.start(), part.length());
    return done(PinRules.trim(state, pin, kept, now, ids));
  }

  Decision<Pin> transfer(UUID pin, UUID process) {
    return transfer(pin, mappingOf(process));
  }

  Decision<Pin> transfer(UUID pin, Mapping mapping) {
    var to = new Pin.Place(mapping.processId(), mapping.id());
    return done(PinRules.transfer(state, pin, to, now, ids));
  }

  Decision<Operation> ask(Asked asked) {
    return done(OperationRules.request(state, ids.get(), asked.request(), now, ids));
  }

  UUID asked(Asked asked) {
    return accepted(ask(asked)).id();
  }

  Decision<Operation> complete(UUID operation) {
    return complete(operation, token(operation));
  }

  Decision<Operation> complete(UUID operation, long token) {
    return done(OperationRules.complete(state, operation, token, now, ids));
  }

  Decision<Operation> renew(UUID operation, long token) {
    return done(OperationRules.renew(state, operation, token, now, ids));
  }

  Decision<Operation> renewAfterOutage(UUID operation, Attendance attended) {
    return done(OperationRules.renewAfterOutage(state, operation, attended, now, ids));
  }

  Decision<Operation> cancel(UUID operation) {
    return done(OperationRules.cancel(state, operation, now, ids));
  }

  Decision<Operation> expedite(UUID operation, @Nullable BreakStage stage) {
    var how = new OperationRules.Expedite(stage, "the storage is on fire");
    return done(OperationRules.expedite(state, operation, how, now, ids));
  }

  Decision<Operation> fire(UUID operation) {
    return done(OperationRules.fire(state, operation, now, ids));
  }

  Decision<BreakRules.Fired> fireBreakOf(UUID process) {
    return done(BreakRules.fire(state, breakOf(process).id(), now, ids));
  }

  /** Word that the last signal of a process's break arrived. */
  boolean delivered(UUID process) {
    var evidence = new Change.Evidence(DeliveryPath.STREAM, "1");
    return Objects.requireNonNull(
        accepted(done(BreakRules.delivered(state, breakOf(process).id(), evidence, now, ids))));
  }

  void pass(Duration time) {
    now = now.plus(time);
  }

  /** Goes to one millisecond before {@code time} has passed, so that the next one is it. */
  void almostPass(Duration time) {
    pass(time.minusMillis(1));
  }

  void passMillisecond() {
    pass(Duration.ofMillis(1));
  }

  private <R> Decision<R> done(Decision<R> decision) {
    state = decision.after();
    changes = decision.changes();
    return decision;
  }

  // What came of it

  static <R> R accepted(Decision<R> decision) {
    assertThat(decision).isInstanceOf(Decision.Accepted.class);
    return ((Decision.Accepted<R>) decision).result();
  }

  static Refusal refused(Decision<?> decision) {
    assertThat(decision).isInstanceOf(Decision.Refused.class);
    return ((Decision.Refused<?>) decision).refusal();
  }

  static Errno code(Decision<?> decision) {
    return refused(decision).code();
  }

  List<Change> changes() {
    return changes;
  }

  <C extends Change> List<C> changes(Class<C> kind) {
    return changes.stream().filter(kind::isInstance).map(kind::cast).toList();
  }

  /** The signals of the latest command. */
  List<Signalled> signals() {
    return changes(Signalled.class);
  }

  List<SignalKind> signalKinds() {
    return signals().stream().map(Signalled::kind).toList();
  }

  Mapping mappingOf(UUID process) {
    return state.mappings().stream()
        .filter(m -> m.processId().equals(process))
        .findFirst()
        .orElseThrow();
  }

  Pin pin(UUID id) {
    return Objects.requireNonNull(state.pin(id));
  }

  /** The latest lease of a process. */
  Lease leaseOf(UUID process) {
    return state.leases().stream()
        .filter(l -> l.processId().equals(process))
        .reduce((_, later) -> later)
        .orElseThrow();
  }

  /** The latest break that concerns a process. */
  LeaseBreak breakOf(UUID process) {
    return state.breaks().stream()
        .filter(b -> b.processId().equals(process))
        .reduce((_, later) -> later)
        .orElseThrow();
  }

  Operation operation(UUID id) {
    return Objects.requireNonNull(state.operation(id));
  }

  Optional<Instant> grantBy(UUID operation) {
    return new GrantEstimator(state, now).grantBy(operation(operation));
  }

  OperationState stateOf(UUID operation) {
    return operation(operation).state();
  }

  Operation.Grant grantOf(UUID operation) {
    return Objects.requireNonNull(operation(operation).progress().grant());
  }

  long token(UUID operation) {
    return grantOf(operation).token();
  }
}
