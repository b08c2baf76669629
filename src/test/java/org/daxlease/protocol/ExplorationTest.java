package org.daxlease.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.daxlease.protocol.World.A;
import static org.daxlease.protocol.World.AB;
import static org.daxlease.protocol.World.B;
import static org.daxlease.protocol.World.P;
import static org.daxlease.protocol.World.POLICY;
import static org.daxlease.protocol.World.Q;
import static org.daxlease.protocol.World.punch;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.daxlease.protocol.Change.*;
import org.daxlease.protocol.World.Extra;
import org.daxlease.protocol.World.LeaseWish;
import org.daxlease.protocol.World.Limits;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Everything that two processes and two operations can do to a file of two pages. */
class ExplorationTest {

  private static final LeaseWish WHOLE = new LeaseWish(ByteRange.WHOLE_FILE, true);
  private static final LeaseWish FIRST = new LeaseWish(A, true);
  private static final LeaseWish EXCLUSIVE = new LeaseWish(A, false);

  /** The states that there are where an exploration goes on to the end. */
  private static final Map<String, Integer> WITHOUT_LIMIT =
      Map.ofEntries(
          Map.entry("one holder, SIGBUS SIGBUS_THEN_SIGKILL AWAIT_EXIT", 5894),
          Map.entry("one holder, SIGBUS SIGBUS_THEN_SIGKILL FENCE", 6184),
          Map.entry("one holder, SIGBUS SIGKILL AWAIT_EXIT", 5246),
          Map.entry("one holder, SIGBUS SIGKILL FENCE", 5536),
          Map.entry("one holder, SIGBUS SIGBUS_ONLY AWAIT_EXIT", 2819),
          Map.entry("one holder, SIGBUS SIGBUS_ONLY FENCE", 2819),
          Map.entry("one holder, IMPLICIT_LEASE SIGBUS_THEN_SIGKILL AWAIT_EXIT", 6640),
          Map.entry("one holder, IMPLICIT_LEASE SIGBUS_THEN_SIGKILL FENCE", 6988),
          Map.entry("one holder, IMPLICIT_LEASE SIGKILL AWAIT_EXIT", 5992),
          Map.entry("one holder, IMPLICIT_LEASE SIGKILL FENCE", 6340),
          Map.entry("one holder, IMPLICIT_LEASE SIGBUS_ONLY AWAIT_EXIT", 3164),
          Map.entry("one holder, IMPLICIT_LEASE SIGBUS_ONLY FENCE", 3164),
          Map.entry("one holder, REFUSE SIGBUS_THEN_SIGKILL AWAIT_EXIT", 5348),
          Map.entry("one holder, REFUSE SIGBUS_THEN_SIGKILL FENCE", 5580),
          Map.entry("one holder, REFUSE SIGKILL AWAIT_EXIT", 4700),
          Map.entry("one holder, REFUSE SIGKILL FENCE", 4932),
          Map.entry("one holder, REFUSE SIGBUS_ONLY AWAIT_EXIT", 2570),
          Map.entry("one holder, REFUSE SIGBUS_ONLY FENCE", 2570),
          Map.entry("node agents", 6296));

  private static final Set<Class<?>> EVERYWHERE =
      Set.of(
          PinPinned.class,
          PinUnpinned.class,
          PinRevoked.class,
          LeaseTaken.class,
          LeaseChanged.class,
          LeaseReleased.class,
          LeaseConflict.class,
          MappingUnmapped.class,
          OperationRequested.class,
          OperationGranted.class,
          OperationCompleted.class,
          OperationCancelled.class,
          OperationExpired.class,
          OperationReopened.class,
          OperationLate.class);

  private static final Set<Class<?>> ON_DAX =
      Set.of(
          BreakBegun.class,
          BreakAdvanced.class,
          BreakEnded.class,
          LeaseBreaking.class,
          LeaseBroken.class,
          LeaseReturned.class,
          OperationBreaking.class,
          Signalled.class);

  private static final Policy FENCES_LAPSED =
      POLICY.with(new Overrides().lapsedHolder(LapsedHolder.FENCE).build());

  /** One holder, under every policy: all that there is. */
  static Stream<World> ladders() {
    List<Operation.Request> requests =
        List.of(punch(A, OnConflict.WAIT), punch(AB, OnConflict.WAIT), punch(A, OnConflict.NOWAIT));
    return policies()
        .map(policy ->
            ladder(
                "one holder, ",
                policy,
                List.of(P),
                List.of(A, AB),
                requests,
                Set.of(Extra.DEPART, Extra.TRANSFER, Extra.TRIM),
                new Limits(1, 2, Integer.MAX_VALUE)));
  }

  /** Two holders whose pins overlap in part, under every policy. */
  static Stream<World> sharedLadders() {
    List<Operation.Request> requests =
        List.of(punch(A, OnConflict.WAIT), punch(AB, OnConflict.WAIT), punch(A, OnConflict.NOWAIT));
    return policies()
        .map(policy ->
            ladder(
                "two holders, ",
                policy,
                List.of(P, Q),
                List.of(A, AB),
                requests,
                Set.of(Extra.DEPART, Extra.TRANSFER, Extra.TRIM),
                new Limits(1, 2, 2_000)));
  }

  private static World ladder(
      String name,
      Policy policy,
      List<UUID> actors,
      List<ByteRange> pins,
      List<Operation.Request> requests,
      Set<Extra> extras,
      Limits limits) {
    String choices = policy.unleasedPin() + " " + policy.escalation() + " " + policy.afterKill();
    return new World(
        name + choices,
        Backing.DAX,
        policy,
        actors,
        Set.of(Term.LONGTERM),
        pins,
        List.of(WHOLE),
        requests,
        extras,
        limits);
  }

  private static Stream<Policy> policies() {
    return Stream.of(UnleasedPin.values())
        .flatMap(unleased ->
            Stream.of(Escalation.values())
                .flatMap(escalation ->
                    Stream.of(AfterKill.values())
                        .map(then -> World.policy(unleased, escalation, then))));
  }

  /** The other rules, each with what it is about. */
  static Stream<World> rules() {
    return Stream.of(
        world(
            "ranges of leases",
            Set.of(Term.LONGTERM),
            List.of(WHOLE, FIRST),
            List.of(punch(A, OnConflict.WAIT), punch(B, OnConflict.NOWAIT)),
            Set.of(Extra.TRIM)),
        agents(),
        world(
            "short pins",
            Set.of(Term.LONGTERM, Term.SHORT),
            List.of(WHOLE),
            List.of(
                punch(A, OnConflict.WAIT), punch(AB, OnConflict.FAIL), punch(B, OnConflict.NOWAIT)),
            Set.of(Extra.DEPART)),
        world(
            "unbreakable leases",
            Set.of(Term.LONGTERM),
            List.of(FIRST, EXCLUSIVE),
            List.of(
                punch(A, OnConflict.WAIT, P),
                punch(AB, OnConflict.NOWAIT, Q),
                punch(B, OnConflict.FAIL)),
            Set.of(Extra.DEPART)),
        world(
            "sizes and grants",
            Set.of(Term.LONGTERM),
            List.of(WHOLE),
            List.of(
                World.resize(OperationKind.TRUNCATE, World.PAGE, false),
                World.resize(OperationKind.TRUNCATE, World.PAGE, true),
                World.resize(OperationKind.EXTEND, 3 * World.PAGE, false),
                World.resize(OperationKind.EXTEND, 4 * World.PAGE, false),
                World.unlink(false)),
            Set.of(Extra.RENEW, Extra.UNMAP)),
        world(
            "waiting and hurrying",
            Set.of(Term.LONGTERM, Term.SHORT),
            List.of(WHOLE),
            List.of(
                World.patient(punch(A, OnConflict.WAIT), Duration.ofSeconds(3)),
                World.patient(punch(AB, OnConflict.WAIT, P), Duration.ofSeconds(1)),
                punch(AB, OnConflict.FAIL)),
            Set.of(Extra.EXPEDITE, Extra.DEPART)),
        new World(
            "lapsed holders",
            Backing.DAX,
            FENCES_LAPSED,
            List.of(P, Q),
            Set.of(Term.LONGTERM, Term.SHORT),
            List.of(A, AB),
            List.of(WHOLE),
            List.of(
                punch(A, OnConflict.WAIT), punch(AB, OnConflict.WAIT), punch(A, OnConflict.NOWAIT)),
            Set.of(Extra.LAPSE, Extra.DEPART),
            new Limits(1, 2, 8_000)),
        new World(
            "page cache",
            Backing.PAGE_CACHE,
            POLICY,
            List.of(P, Q),
            Set.of(Term.LONGTERM, Term.SHORT),
            List.of(A, AB),
            List.of(WHOLE, EXCLUSIVE),
            List.of(
                punch(A, OnConflict.WAIT),
                punch(AB, OnConflict.NOWAIT),
                World.resize(OperationKind.TRUNCATE, 0, true),
                World.unlink(true)),
            Set.of(Extra.TRIM, Extra.TRANSFER, Extra.DEPART),
            new Limits(2, 2, 8_000)));
  }

  /** The node agent of one holder's host is alive longer than a ladder takes, then no more. */
  private static World agents() {
    return new World(
        "node agents",
        Backing.DAX,
        POLICY,
        List.of(P),
        Set.of(Term.LONGTERM),
        List.of(A),
        List.of(WHOLE),
        List.of(punch(A, OnConflict.WAIT), punch(A, OnConflict.NOWAIT)),
        Set.of(Extra.AGENT, Extra.DEPART),
        new Limits(1, 2, Integer.MAX_VALUE));
  }

  private static World world(
      String name,
      Set<Term> terms,
      List<LeaseWish> leases,
      List<Operation.Request> requests,
      Set<Extra> extras) {
    return new World(
        name,
        Backing.DAX,
        POLICY,
        List.of(P, Q),
        terms,
        List.of(A, AB),
        leases,
        requests,
        extras,
        new Limits(2, 2, 8_000));
  }

  @ParameterizedTest
  @MethodSource({"ladders", "sharedLadders", "rules"})
  void nothingThatCanHappenBreaksAnInvariant(World world) {
    Exploration.Found found = Exploration.of(world);
    assertThat(found.violations().values()).as("%s", found).isEmpty();
    assertThat(2 * found.states()).as("%s", found).isGreaterThanOrEqualTo(statesOf(world));
    assertThat(found.kinds()).as("%s", found).containsAll(kindsOf(world));
  }

  /** What is found today: an exploration that hardly leaves its beginning proves nothing. */
  private static int statesOf(World world) {
    return Objects.requireNonNullElse(WITHOUT_LIMIT.get(world.name()), world.limits().states());
  }

  /** The kinds of change that something in a world must lead to. */
  private static Set<Class<?>> kindsOf(World world) {
    Set<Class<?>> kinds = new HashSet<>(EVERYWHERE);
    if (world.backing() == Backing.PAGE_CACHE) {
      kinds.add(PinDetached.class);
    } else {
      kinds.addAll(ON_DAX);
      if (world.terms().contains(Term.SHORT)) {
        kinds.addAll(Set.of(PinOverstayed.class, ShortPinsExamined.class));
      }
      if (world.requests().stream().anyMatch(r -> r.onConflict() == OnConflict.NOWAIT)) {
        kinds.addAll(Set.of(OperationRefused.class, OperationCooling.class));
      }
      if (world.extras().contains(Extra.TRIM)) {
        kinds.add(BreakNarrowed.class);
      }
    }
    for (Extra extra : world.extras()) {
      switch (extra) {
        case TRIM -> kinds.add(PinTrimmed.class);
        case TRANSFER -> kinds.add(PinTransferred.class);
        case RENEW -> kinds.add(OperationRenewed.class);
        case EXPEDITE -> kinds.add(OperationExpedited.class);
        case DEPART -> kinds.add(LeaseRevoked.class);
        case LAPSE, UNMAP, AGENT -> {}
      }
    }
    return kinds;
  }
}
