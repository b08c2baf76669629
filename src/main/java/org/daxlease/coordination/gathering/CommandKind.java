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
import org.daxlease.coordination.Caller;
import org.daxlease.coordination.CallerCommand;
import org.daxlease.coordination.gathering.KeyedCommand.Taken;
import org.daxlease.coordination.idempotency.IdempotencyKey;
import org.daxlease.coordination.idempotency.IdempotencyRecord;
import org.daxlease.coordination.idempotency.IdempotentTransaction;
import org.daxlease.coordination.idempotency.KeyedExecution;
import org.daxlease.coordination.idempotency.KeyedRequest;
import org.daxlease.coordination.idempotency.StoredResponse;
import org.jspecify.annotations.Nullable;

/** Commands of one kind, which are gathered whether their requests have keys or not. */
final class CommandKind<C, R> {

  private final Gatherer<KeyedCommand<C, R>, Taken<R>> gatherer;
  private final IdempotentTransaction transaction;
  private final Function<List<CallerCommand<C>>, List<R>> command;

  CommandKind(
      String name,
      Function<List<CallerCommand<C>>, List<R>> command,
      Gatherers gatherers,
      IdempotentTransaction transaction) {
    this.command = command;
    this.transaction = transaction;
    this.gatherer = gatherers.of(name, this::carryOut);
  }

  /** What a request is about to ask for. */
  <T> Gathering<T> of(Caller caller, List<C> commands, Function<List<R>, T> shown) {
    return new Gathering<>() {
      @Override
      public T carryOut() {
        return shown.apply(submit(null).stream().map(CommandKind::result).toList());
      }

      @Override
      public KeyedExecution carryOut(KeyedRequest<T> keyed) {
        AtomicReference<StoredResponse> answer = new AtomicReference<>();
        List<Taken<R>> taken =
            submit(
                new KeyedRequest<>(
                    keyed.key(),
                    results -> {
                      answer.set(keyed.answer().apply(shown.apply(results)));
                      return answer.get();
                    }));
        return taken.getFirst() instanceof Taken.Before<R>(IdempotencyRecord kept)
            ? new KeyedExecution.Before(kept)
            : new KeyedExecution.Now(answer.get());
      }

      private List<Taken<R>> submit(@Nullable KeyedRequest<List<R>> keyed) {
        return gatherer.submit(
            commands.stream()
                .map(c -> new CallerCommand<>(caller, new KeyedCommand<>(c, keyed)))
                .toList());
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

  private List<Taken<R>> carryOut(List<CallerCommand<KeyedCommand<C, R>>> asked) {
    Set<KeyedRequest<List<R>>> keyed = new LinkedHashSet<>();
    asked.forEach(each -> {
      if (each.command().keyed() != null) {
        keyed.add(each.command().keyed());
      }
    });
    if (keyed.isEmpty()) {
      return take(asked, Map.of());
    }
    AtomicReference<List<Taken<R>>> taken = new AtomicReference<>();
    transaction.execute(
        keyed,
        earlier -> {
          taken.set(take(asked, earlier));
          return byKey(asked, taken.get());
        });
    return taken.get();
  }

  private List<Taken<R>> take(
      List<CallerCommand<KeyedCommand<C, R>>> asked,
      Map<IdempotencyKey, IdempotencyRecord> earlier) {
    List<CallerCommand<C>> left = new ArrayList<>();
    for (CallerCommand<KeyedCommand<C, R>> each : asked) {
      if (each.command().kept(earlier) == null) {
        left.add(new CallerCommand<>(each.caller(), each.command().command()));
      }
    }
    Iterator<R> results = (left.isEmpty() ? List.<R>of() : command.apply(left)).iterator();
    List<Taken<R>> taken = new ArrayList<>();
    for (CallerCommand<KeyedCommand<C, R>> each : asked) {
      IdempotencyRecord kept = each.command().kept(earlier);
      taken.add(kept == null ? new Taken.Now<>(results.next()) : new Taken.Before<>(kept));
    }
    return taken;
  }

  private Map<KeyedRequest<List<R>>, List<R>> byKey(
      List<CallerCommand<KeyedCommand<C, R>>> asked, List<Taken<R>> taken) {
    Map<KeyedRequest<List<R>>, List<R>> results = new HashMap<>();
    for (int i = 0; i < asked.size(); i++) {
      KeyedRequest<List<R>> keyed = asked.get(i).command().keyed();
      if (keyed != null && taken.get(i) instanceof Taken.Now<R>(R result)) {
        results.computeIfAbsent(keyed, _ -> new ArrayList<>()).add(result);
      }
    }
    return results;
  }
}
