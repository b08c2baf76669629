package org.daxlease.coordination;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.persistence.EntityManager;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Supplier;
import org.daxlease.protocol.Backing;
import org.daxlease.protocol.Decision;
import org.daxlease.protocol.FileState;
import org.daxlease.protocol.PolicyOverrides;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Autowired;

/**
 * A cast of processes on one file, and commands whose effect is compared with that of the rules.
 */
abstract class ComparedWithTheWhole extends ByHand {

  private static final Duration HEARTBEAT = Duration.ofSeconds(20);

  @Autowired private Policies policies;
  @Autowired private EntityManager entities;

  UUID file = new UUID(0, 0);
  private @Nullable FileState latest;
  final List<UUID> cast = new ArrayList<>();

  final void begin(Backing backing, PolicyOverrides policy) {
    cast.forEach(id -> processExits.exit(Caller.ANONYMOUS, id));
    cast.clear();
    file = file(backing, policy);
    latest = null;
    refill();
  }

  /** What is done outside of the comparison. */
  final void changed() {
    latest = null;
  }

  final void refill() {
    FileState state = whole();
    cast.removeIf(id -> !Objects.requireNonNull(state.process(id)).isRunning());
    while (cast.size() < 4) {
      UUID next = process(HEARTBEAT);
      map(next, file);
      cast.add(next);
      latest = null;
    }
  }

  // What is compared

  interface OnEach<A> {
    Decision<?> decide(FileState state, A asked, Supplier<UUID> next);
  }

  interface OnFile {
    Decision<?> decide(FileState state, Supplier<UUID> next);
  }

  final boolean one(OnFile rule, Supplier<Outcome<?>> command) {
    return each(
        List.of(true), (state, _, next) -> rule.decide(state, next), _ -> List.of(command.get()));
  }

  final <A> boolean each(
      List<A> asked, OnEach<A> rule, Function<List<A>, List<? extends Outcome<?>>> command) {
    FileState state = whole().workingCopy();
    Counted ahead = ids.ahead();
    List<String> expected = asked.stream().map(a -> verdict(rule.decide(state, a, ahead))).toList();
    List<String> found = command.apply(asked).stream().map(ComparedWithTheWhole::verdict).toList();
    assertThat(found).as("%s", asked).isEqualTo(expected);
    isWhatTheDatabaseHas(state, asked);
    return true;
  }

  private static String verdict(Decision<?> decision) {
    return decision instanceof Decision.Refused<?>(var refusal, _, _)
        ? refusal.toString()
        : "accepted";
  }

  private static String verdict(Outcome<?> outcome) {
    return outcome instanceof Outcome.Refused<?>(var refusal, _, _)
        ? refusal.toString()
        : "accepted";
  }

  final void isWhatTheDatabaseHas(FileState expected, Object command) {
    latest = null;
    List<String> missing = new ArrayList<>(WholeFile.lines(expected));
    List<String> found = new ArrayList<>(WholeFile.lines(whole()));
    List.copyOf(found)
        .forEach(line -> {
          if (missing.remove(line)) {
            found.remove(line);
          }
        });
    assertThat(found).as("%s, where the rules say %s", command, missing).isEmpty();
    assertThat(missing).as("%s", command).isEmpty();
  }

  /** As the latest command left it. */
  final FileState whole() {
    FileState known = latest;
    if (known == null) {
      known = WholeFile.read(entities, policies, file);
      latest = known;
    }
    return known;
  }
}
