package org.daxlease.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.daxlease.protocol.World.A;
import static org.daxlease.protocol.World.AB;
import static org.daxlease.protocol.World.B;
import static org.daxlease.protocol.World.POLICY;
import static org.daxlease.protocol.World.punch;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.daxlease.protocol.World.Extra;
import org.daxlease.protocol.World.LeaseWish;
import org.daxlease.protocol.World.Limits;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Everything that two processes and two operations can do to a file of two pages. */
class ExplorationTest {

  private static final List<Exploration.Found> FOUND = new ArrayList<>();

  /** The ladder under every policy. */
  static Stream<World> ladders() {
    List<World> worlds = new ArrayList<>();
    for (UnleasedPin unleased : UnleasedPin.values()) {
      for (Escalation escalation : Escalation.values()) {
        for (AfterKill afterKill : AfterKill.values()) {
          worlds.add(
              new World(
                  "ladder " + unleased + " " + escalation + " " + afterKill,
                  Backing.DAX,
                  World.policy(unleased, escalation, afterKill),
                  Set.of(Term.LONGTERM),
                  List.of(A, AB),
                  List.of(new LeaseWish(ByteRange.WHOLE_FILE, true)),
                  List.of(
                      punch(A, OnConflict.WAIT),
                      punch(AB, OnConflict.WAIT),
                      punch(A, OnConflict.NOWAIT)),
                  Set.of(Extra.TRIM, Extra.DEPART, Extra.TRANSFER),
                  new Limits(1, 2, 8_000)));
        }
      }
    }
    return worlds.stream();
  }

  /** The other rules, each with what it is about. */
  static Stream<World> rules() {
    LeaseWish whole = new LeaseWish(ByteRange.WHOLE_FILE, true);
    LeaseWish first = new LeaseWish(A, true);
    LeaseWish exclusive = new LeaseWish(A, false);
    return Stream.of(
        world(
            "ranges of leases",
            Set.of(Term.LONGTERM),
            List.of(whole, first),
            List.of(punch(A, OnConflict.WAIT), punch(B, OnConflict.NOWAIT)),
            Set.of(Extra.TRIM)),
        world(
            "short pins",
            Set.of(Term.LONGTERM, Term.SHORT),
            List.of(whole),
            List.of(
                punch(A, OnConflict.WAIT), punch(AB, OnConflict.FAIL), punch(B, OnConflict.NOWAIT)),
            Set.of(Extra.DEPART)),
        world(
            "unbreakable leases",
            Set.of(Term.LONGTERM),
            List.of(first, exclusive),
            List.of(
                punch(A, OnConflict.WAIT, World.P),
                punch(AB, OnConflict.NOWAIT, World.Q),
                punch(B, OnConflict.FAIL)),
            Set.of(Extra.DEPART)),
        world(
            "sizes and grants",
            Set.of(Term.LONGTERM),
            List.of(whole),
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
            List.of(whole),
            List.of(
                World.patient(punch(A, OnConflict.WAIT), Duration.ofSeconds(3)),
                World.patient(punch(AB, OnConflict.WAIT, World.P), Duration.ofSeconds(1)),
                punch(AB, OnConflict.FAIL)),
            Set.of(Extra.EXPEDITE, Extra.DEPART)),
        new World(
            "page cache",
            Backing.PAGE_CACHE,
            POLICY,
            Set.of(Term.LONGTERM, Term.SHORT),
            List.of(A, AB),
            List.of(whole, exclusive),
            List.of(
                punch(A, OnConflict.WAIT),
                punch(AB, OnConflict.NOWAIT),
                World.resize(OperationKind.TRUNCATE, 0, true),
                World.unlink(true)),
            Set.of(Extra.TRIM, Extra.TRANSFER, Extra.DEPART),
            new Limits(2, 2, 15_000)));
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
        terms,
        List.of(A, AB),
        leases,
        requests,
        extras,
        new Limits(2, 2, 15_000));
  }

  @ParameterizedTest
  @MethodSource({"ladders", "rules"})
  void nothingThatCanHappenBreaksAnInvariant(World world) {
    Exploration.Found found = Exploration.of(world);
    FOUND.add(found);
    assertThat(found.violations().values()).as(world.name()).isEmpty();
  }

  @AfterAll
  static void print() {
    FOUND.forEach(f ->
        System.out.printf(
            "%-50s %7d states %8d transitions, depth %d%s%n",
            f.world(), f.states(), f.transitions(), f.depth(), f.closed() ? ", all" : ""));
    System.out.printf(
        "protocol explored: %d states, %d transitions%n",
        FOUND.stream().mapToInt(Exploration.Found::states).sum(),
        FOUND.stream().mapToLong(Exploration.Found::transitions).sum());
  }
}
