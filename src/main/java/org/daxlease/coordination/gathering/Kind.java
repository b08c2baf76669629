package org.daxlease.coordination.gathering;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.daxlease.coordination.Asked;
import org.daxlease.coordination.Caller;
import org.daxlease.coordination.gathering.Turn.Taken;
import org.daxlease.coordination.idempotency.Answered;
import org.daxlease.coordination.idempotency.IdempotencyKey;
import org.daxlease.coordination.idempotency.IdempotentTransaction;
import org.daxlease.coordination.idempotency.KeptAnswer;
import org.daxlease.coordination.idempotency.Keyed;
import org.daxlease.coordination.idempotency.StoredAnswer;
import org.jspecify.annotations.Nullable;

/** Commands of one kind, which are gathered whether their requests have keys or not. */
final class Kind<C, R> {

  private final Gatherer<Turn<C, R>, Taken<R>> gatherer;
  private final IdempotentTransaction transaction;
  private final Function<List<Asked<C>>, List<R>> command;

  Kind(
      String name,
      Function<List<Asked<C>>, List<R>> command,
      Gatherings gatherings,
      IdempotentTransaction transaction) {
    this.command = command;
    this.transaction = transaction;
    this.gatherer = gatherings.of(name, this::carryOut);
  }

  /** What a request is about to ask for. */
  <T> Gathering<T> of(Caller caller, List<C> commands, Function<List<R>, T> shown) {
    return new Gathering<>() {
      @Override
      public T carryOut() {
        return shown.apply(submit(null).stream().map(Kind::result).toList());
      }

      @Override
      public Answered carryOut(Keyed<T> keyed) {
        AtomicReference<StoredAnswer> answer = new AtomicReference<>();
        List<Taken<R>> taken =
            submit(
                new Keyed<>(
                    keyed.key(),
                    results -> {
                      answer.set(keyed.answer().apply(shown.apply(results)));
                      return answer.get();
                    }));
        return taken.getFirst() instanceof Taken.Before<R>(KeptAnswer kept)
            ? new Answered.Before(kept)
            : new Answered.Now(answer.get());
      }

      private List<Taken<R>> submit(@Nullable Keyed<List<R>> keyed) {
        return gatherer.submit(
            commands.stream().map(c -> new Asked<>(caller, new Turn<>(c, keyed))).toList());
      }
    };
  }

  /** How many commands wait. */
  int waiting() {
    return gatherer.waiting();
  }

  private static <R> R result(Taken<R> taken) {
    return switch (taken) {
      case Taken.Now<R>(R result) -> result;
      case Taken.Before<R> _ -> throw new IllegalStateException("it had no key");
    };
  }

  private List<Taken<R>> carryOut(List<Asked<Turn<C, R>>> turns) {
    Set<Keyed<List<R>>> keyed = new LinkedHashSet<>();
    turns.forEach(turn -> {
      if (turn.command().keyed() != null) {
        keyed.add(turn.command().keyed());
      }
    });
    if (keyed.isEmpty()) {
      return take(turns, Map.of());
    }
    AtomicReference<List<Taken<R>>> taken = new AtomicReference<>();
    transaction.execute(
        keyed,
        earlier -> {
          taken.set(take(turns, earlier));
          return byKey(turns, taken.get());
        });
    return taken.get();
  }

  private List<Taken<R>> take(
      List<Asked<Turn<C, R>>> turns, Map<IdempotencyKey, KeptAnswer> earlier) {
    List<Asked<C>> left = new ArrayList<>();
    for (Asked<Turn<C, R>> turn : turns) {
      if (turn.command().kept(earlier) == null) {
        left.add(new Asked<>(turn.caller(), turn.command().command()));
      }
    }
    Iterator<R> results = (left.isEmpty() ? List.<R>of() : command.apply(left)).iterator();
    List<Taken<R>> taken = new ArrayList<>();
    for (Asked<Turn<C, R>> turn : turns) {
      KeptAnswer kept = turn.command().kept(earlier);
      taken.add(kept == null ? new Taken.Now<>(results.next()) : new Taken.Before<>(kept));
    }
    return taken;
  }

  private Map<Keyed<List<R>>, List<R>> byKey(List<Asked<Turn<C, R>>> turns, List<Taken<R>> taken) {
    Map<Keyed<List<R>>, List<R>> results = new HashMap<>();
    for (int i = 0; i < turns.size(); i++) {
      Keyed<List<R>> keyed = turns.get(i).command().keyed();
      if (keyed != null && taken.get(i) instanceof Taken.Now<R>(R result)) {
        results.computeIfAbsent(keyed, _ -> new ArrayList<>()).add(result);
      }
    }
    return results;
  }
}
