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
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
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
  }
}
