package org.daxlease.coordination;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Stream;
import org.daxlease.coordination.DeadlineService.FileDue;
import org.daxlease.protocol.Access;
import org.daxlease.protocol.AfterKill;
import org.daxlease.protocol.Backing;
import org.daxlease.protocol.BreakRules;
import org.daxlease.protocol.Decision;
import org.daxlease.protocol.Escalation;
import org.daxlease.protocol.FileState;
import org.daxlease.protocol.LapseRules;
import org.daxlease.protocol.LapsedHolder;
import org.daxlease.protocol.Lease;
import org.daxlease.protocol.LeaseBreak;
import org.daxlease.protocol.LeaseRules;
import org.daxlease.protocol.Mapping;
import org.daxlease.protocol.MappingRules;
import org.daxlease.protocol.OnConflict;
import org.daxlease.protocol.Operation;
import org.daxlease.protocol.OperationKind;
import org.daxlease.protocol.OperationRules;
import org.daxlease.protocol.Pin;
import org.daxlease.protocol.PinRules;
import org.daxlease.protocol.PolicyOverrides;
import org.daxlease.protocol.Process;
import org.daxlease.protocol.ProcessState;
import org.daxlease.protocol.TeardownRules;
import org.daxlease.protocol.Term;
import org.daxlease.protocol.UnleasedPin;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A command reads a part of its file's state. In random histories, after each command, the database
 * must have what the rules say on the whole of it.
 */
class PartialReadingTest extends ComparedWithTheWhole {

  private static final int STEPS = Integer.getInteger("daxlease.steps", 80);

  private Random random = new Random(0);
  private final Map<Move, Integer> made = new EnumMap<>(Move.class);

  private enum Move {
    PIN,
    UNPIN,
    TRIM,
    TRANSFER,
    LEASE,
    RELEASE,
    MAP,
    UNMAP,
    REQUEST,
    COMPLETE,
    CANCEL,
    RENEW,
    EXPEDITE,
    DEADLINES,
    LAPSE,
    BEAT,
    EXIT,
    FENCE
  }

  private static final List<Move> OFTEN =
      Stream.of(
              Stream.of(Move.values()),
              Stream.generate(() -> Move.PIN).limit(8),
              Stream.generate(() -> Move.UNPIN).limit(3),
              Stream.generate(() -> Move.LEASE).limit(3),
              Stream.generate(() -> Move.REQUEST).limit(6),
              Stream.generate(() -> Move.COMPLETE).limit(3),
              Stream.generate(() -> Move.DEADLINES).limit(12))
          .flatMap(s -> s)
          .toList();

  @ParameterizedTest
  @CsvSource({
    "1, DAX, SIGBUS, SIGBUS_THEN_SIGKILL, FENCE, LADDER",
    "2, DAX, IMPLICIT_LEASE, SIGKILL, FENCE, FENCE",
    "3, DAX, SIGBUS, SIGBUS_ONLY, AWAIT_EXIT, FENCE",
    "4, DAX, REFUSE, SIGKILL, AWAIT_EXIT, LADDER",
    "5, PAGE_CACHE, SIGBUS, SIGBUS_THEN_SIGKILL, FENCE, FENCE",
  })
  void aCommandDecidesAsItWouldOnTheWholeFile(
      long seed,
      Backing backing,
      UnleasedPin unleasedPin,
      Escalation escalation,
      AfterKill afterKill,
      LapsedHolder lapsedHolder) {
    random = new Random(seed + Long.getLong("daxlease.seed", 0) * 1000);
    var policy =
        new PolicyOverrides(
            Duration.ofSeconds(2),
            unleasedPin,
            escalation,
            afterKill,
            Duration.ofSeconds(1),
            lapsedHolder,
            Duration.ofSeconds(6),
            Duration.ofSeconds(2),
            Duration.ofSeconds(2),
            null,
            null);
    begin(backing, policy);
    for (int step = 0; step < STEPS; step++) {
      if (whole().file().removed()) {
        begin(backing, policy);
      }
      Move move = OFTEN.get(random.nextInt(OFTEN.size()));
      if (make(move)) {
        made.merge(move, 1, Integer::sum);
      }
      refill();
    }
    assertThat(made).containsKeys(Move.PIN, Move.REQUEST, Move.DEADLINES);
  }

  private boolean make(Move move) {
    return switch (move) {
      case PIN -> pin();
      case UNPIN -> unpin();
      case TRIM -> trim();
      case TRANSFER -> transfer();
      case LEASE -> lease();
      case RELEASE -> release();
      case MAP -> {
        map(process().id(), file);
        changed();
        yield true;
      }
      case UNMAP -> unmap();
      case REQUEST -> request();
      case COMPLETE -> complete();
      case CANCEL ->
          onOperation(
              (s, id, ids) -> OperationRules.cancel(s, id, clock.now(), ids),
              id -> operations.cancel(Caller.ANONYMOUS, id));
      case RENEW -> renew();
      case EXPEDITE -> {
        var how = new OperationRules.Expedite(null, "no time");
        yield onOperation(
            (s, id, ids) -> OperationRules.expedite(s, id, how, clock.now(), ids),
            id -> operations.expedite(Caller.ANONYMOUS, id, how));
      }
      case DEADLINES -> deadlines();
      case LAPSE -> lapse();
      case BEAT -> {
        processes.heartbeat(
            CallerCommand.by(
                Caller.ANONYMOUS, List.of(new SendHeartbeat(process().id(), List.of()))));
        changed();
        yield true;
      }
      case EXIT -> leave(ProcessState.EXITED);
      case FENCE -> leave(ProcessState.KILLED);
    };
  }

  private boolean pin() {
    Mapping mapping = WholeFile.any(mapped(), random);
    if (mapping == null) {
      return false;
    }
    List<PinPages> asked = new ArrayList<>();
    for (int i = random.nextInt(2); i >= 0; i--) {
      long first = random.nextInt(8);
      Term term = random.nextInt(4) == 0 ? Term.SHORT : Term.LONGTERM;
      asked.add(
          new PinPages(
              mapping.id(),
              first * PAGE,
              (1L + random.nextInt(2)) * PAGE,
              new Pin.Use(Access.READ, term)));
    }
    return each(
        asked,
        (state, pages, next) -> {
          var place = new Pin.Place(mapping.processId(), mapping.id());
          var pin = new PinRules.NewPin(place, pages.offset(), pages.length(), pages.use());
          return PinRules.pin(state, pin, clock.now(), next);
        },
        all -> pins.pin(CallerCommand.by(Caller.ANONYMOUS, all)));
  }

  private boolean unpin() {
    List<UUID> live = livePins().stream().map(Pin::id).toList();
    UUID one = WholeFile.any(live, random);
    UUID other = WholeFile.any(live, random);
    if (one == null || other == null) {
      return false;
    }
    return each(
        one.equals(other) ? List.of(one) : List.of(one, other),
        (state, id, next) -> PinRules.unpin(state, id, clock.now(), next),
        all -> pins.unpin(CallerCommand.by(Caller.ANONYMOUS, all)));
  }

  private boolean trim() {
    Pin pin = WholeFile.any(livePins(), random);
    if (pin == null) {
      return false;
    }
    var part =
        new PinRules.ByteRangeRequest(
            pin.range().start() + random.nextInt(2) * PAGE, 1 + random.nextInt(PAGE));
    return one(
        (state, next) -> PinRules.trim(state, pin.id(), part, clock.now(), next),
        () -> pins.trim(Caller.ANONYMOUS, pin.id(), part));
  }

  private boolean transfer() {
    Pin pin = WholeFile.any(livePins(), random);
    Mapping mapping = WholeFile.any(mapped(), random);
    if (pin == null || mapping == null) {
      return false;
    }
    var to = new Pin.Place(mapping.processId(), mapping.id());
    return one(
        (state, next) -> PinRules.transfer(state, pin.id(), to, clock.now(), next),
        () -> pins.transfer(Caller.ANONYMOUS, pin.id(), to));
  }

  private boolean lease() {
    boolean whole = random.nextBoolean();
    var asked =
        new TakeLease(
            process().id(),
            file,
            random.nextInt(4) == 0 ? Boolean.FALSE : null,
            whole ? null : (long) random.nextInt(3) * PAGE,
            whole ? null : (2L + random.nextInt(6)) * PAGE);
    return each(
        List.of(asked),
        (state, wanted, next) ->
            LeaseRules.take(
                state,
                new LeaseRules.NewLease(
                    wanted.processId(), wanted.breakable(), wanted.offset(), wanted.length()),
                clock.now(),
                next),
        all -> leases.take(CallerCommand.by(Caller.ANONYMOUS, all)));
  }

  private boolean release() {
    Lease lease = WholeFile.any(whole().leases().stream().filter(Lease::isLive).toList(), random);
    return lease != null
        && each(
            List.of(lease.id()),
            (state, id, next) -> LeaseRules.release(state, id, clock.now(), next),
            all -> leases.release(CallerCommand.by(Caller.ANONYMOUS, all)));
  }

  private boolean unmap() {
    Mapping mapping = WholeFile.any(mapped(), random);
    return mapping != null
        && one(
            (state, next) -> MappingRules.unmap(state, mapping.id(), clock.now(), next),
            () -> mappings.unmap(Caller.ANONYMOUS, mapping.id()));
  }

  private boolean request() {
    long offset = random.nextInt(8) * (long) PAGE;
    long length = (1L + random.nextInt(3)) * PAGE;
    OperationKind kind = WholeFile.any(List.of(OperationKind.values()), random);
    if (kind == null || kind == OperationKind.UNLINK && random.nextInt(4) > 0) {
      kind = OperationKind.PUNCH_HOLE;
    }
    var arguments =
        new Operation.Arguments(
            kind.takesSize() ? Long.valueOf(offset + PAGE) : null,
            kind.takesRange() ? Long.valueOf(offset) : null,
            kind.takesRange() ? Long.valueOf(length) : null);
    OnConflict onConflict =
        random.nextInt(3) > 0
            ? OnConflict.WAIT
            : OnConflict.values()[random.nextInt(OnConflict.values().length)];
    var wishes =
        new Operation.Wishes(
            random.nextInt(3) == 0,
            random.nextInt(5) == 0 ? Duration.ofSeconds(3) : null,
            random.nextInt(4) == 0 ? Duration.ofSeconds(5) : null,
            random.nextInt(3) == 0 ? process().id() : null);
    var asked = new Operation.Request(kind, arguments, onConflict, wishes);
    return one(
        (state, next) -> OperationRules.request(state, next.get(), asked, clock.now(), next),
        () -> operations.request(Caller.ANONYMOUS, new RequestOperation(file, asked, null, null)));
  }

  private boolean complete() {
    return withGrant(
        (state, o, next) -> OperationRules.complete(state, o.id(), token(o), clock.now(), next),
        o -> operations.complete(Caller.ANONYMOUS, o.id(), token(o)));
  }

  private boolean renew() {
    return withGrant(
        (state, o, next) -> OperationRules.renew(state, o.id(), token(o), clock.now(), next),
        o -> operations.renew(Caller.ANONYMOUS, o.id(), token(o)));
  }

  private boolean withGrant(OnEach<Operation> rule, Function<Operation, Outcome<?>> command) {
    Operation granted =
        WholeFile.any(
            WholeFile.open(whole()).stream().filter(o -> o.progress().grant() != null).toList(),
            random);
    return granted != null
        && one((state, next) -> rule.decide(state, granted, next), () -> command.apply(granted));
  }

  private static long token(Operation operation) {
    return Objects.requireNonNull(operation.progress().grant()).token();
  }

  private boolean onOperation(OnEach<UUID> rule, Function<UUID, Outcome<?>> command) {
    Operation open = WholeFile.any(WholeFile.open(whole()), random);
    return open != null
        && one(
            (state, next) -> rule.decide(state, open.id(), next), () -> command.apply(open.id()));
  }

  /** Lets a little time pass and fires what is due on the file. */
  private boolean deadlines() {
    pass(Duration.ofSeconds(1 + random.nextInt(3)));
    FileDue due =
        deadlines.due(Set.of(), 10_000).stream()
            .filter(d -> d.fileId().equals(file))
            .findFirst()
            .orElse(null);
    if (due == null) {
      return false;
    }
    FileState state = whole().workingCopy();
    Set<UUID> toFence = new LinkedHashSet<>();
    Counted ahead = ids.ahead();
    for (UUID id : due.operations()) {
      OperationRules.fire(state, id, clock.now(), ahead);
    }
    for (UUID id : due.breaks()) {
      LeaseBreak at = Objects.requireNonNull(state.leaseBreak(id));
      Decision<BreakRules.Fired> fired = BreakRules.fire(state, id, clock.now(), ahead);
      if (((Decision.Accepted<BreakRules.Fired>) fired).result() == BreakRules.Fired.FENCE_DUE) {
        toFence.add(at.processId());
      }
    }
    assertThat(deadlines.fire(due)).isEqualTo(toFence);
    isWhatTheDatabaseHas(state, due);
    if (!toFence.isEmpty()) {
      fenceOverdue(toFence);
    }
    return true;
  }

  private void fenceOverdue(Set<UUID> processIds) {
    FileState state = whole().workingCopy();
    processIds.stream()
        .sorted(Comparator.naturalOrder())
        .filter(id ->
            state.breaks().stream()
                .filter(b -> b.processId().equals(id))
                .anyMatch(b -> BreakRules.isFenceDue(state, b.id(), clock.now())))
        .forEach(
            id -> TeardownRules.leave(state, id, ProcessState.KILLED, clock.now(), ids.ahead()));
    processExits.fenceOverdue(processIds);
    isWhatTheDatabaseHas(state, "fence of " + processIds);
  }

  private boolean lapse() {
    List<UUID> lapsing = deadlines.lapsing(Set.of(), 1000).stream().filter(cast::contains).toList();
    UUID id = WholeFile.any(lapsing, random);
    if (id == null) {
      return false;
    }
    FileState state = whole().workingCopy();
    LapseRules.lapse(state, id, clock.now(), ids.ahead());
    assertThat(deadlines.lapse(id)).isTrue();
    isWhatTheDatabaseHas(state, "lapse of " + id);
    return true;
  }

  private boolean leave(ProcessState as) {
    UUID id = process().id();
    return one(
        (state, next) -> TeardownRules.leave(state, id, as, clock.now(), next),
        () ->
            as == ProcessState.EXITED
                ? processExits.exit(Caller.ANONYMOUS, id)
                : processExits.fence(Caller.ANONYMOUS, id, "powered off"));
  }

  private Process process() {
    return Objects.requireNonNull(WholeFile.any(WholeFile.running(whole(), cast), random));
  }

  private List<Mapping> mapped() {
    return whole().mappings().stream().filter(Mapping::isMapped).toList();
  }

  private List<Pin> livePins() {
    return whole().pins().stream().filter(Pin::isLive).toList();
  }
}
