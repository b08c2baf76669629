package org.daxlease.coordination;

import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Supplier;
import org.daxlease.protocol.Refusal;
import org.jspecify.annotations.Nullable;

/** How a command ended. Being refused or losing a race is a value here, not an exception. */
public sealed interface Outcome<T> {

  /**
   * It was carried out.
   *
   * @param created whether something new came to be, rather than being found or changed
   */
  record Done<T>(T value, boolean created) implements Outcome<T> {}

  /**
   * It was refused.
   *
   * @param blockers who is in the way, where somebody is
   * @param operationId the REFUSED operation that records it, where one does
   */
  record Refused<T>(Refusal refusal, List<BlockerView> blockers, @Nullable UUID operationId)
      implements Outcome<T> {}

  static <T> Outcome<T> created(T value) {
    return new Done<>(value, true);
  }

  static <T> Outcome<T> done(T value) {
    return new Done<>(value, false);
  }

  static <T> Outcome<T> refused(Refusal refusal) {
    return new Refused<>(refusal, List.of(), null);
  }

  /** What was found, or a refusal where it is not there. */
  static <T> Outcome<T> of(Optional<T> found, Supplier<Refusal> otherwise) {
    return found.map(Outcome::done).orElseGet(() -> refused(otherwise.get()));
  }

  default <R> Outcome<R> map(Function<T, R> how) {
    return switch (this) {
      case Done<T>(T value, boolean created) -> new Done<>(how.apply(value), created);
      case Refused<T>(Refusal refusal, List<BlockerView> blockers, UUID operationId) ->
          new Refused<>(refusal, blockers, operationId);
    };
  }

  /** What the next step leads to; a refusal is not followed by any. */
  default <R> Outcome<R> flatMap(Function<T, Outcome<R>> next) {
    return switch (this) {
      case Done<T>(T value, _) -> next.apply(value);
      case Refused<T>(Refusal refusal, List<BlockerView> blockers, UUID operationId) ->
          new Refused<>(refusal, blockers, operationId);
    };
  }
}
