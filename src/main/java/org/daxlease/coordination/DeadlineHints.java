package org.daxlease.coordination;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.daxlease.sql.AfterCommit;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;
import org.springframework.util.function.SingletonSupplier;

/** Passes the deadlines that a unit of work set on to those who wait for them. */
@Component
class DeadlineHints {

  /** Looked up when there is something to tell: some of them need this one to be made. */
  private final Supplier<List<DeadlineListener>> listeners;

  DeadlineHints(ObjectProvider<DeadlineListener> listeners) {
    this.listeners = SingletonSupplier.of(() -> listeners.stream().toList());
  }

  void tell(UnitOfWork unit) {
    earliest(unit).ifPresent(at -> AfterCommit.tell(() -> listeners.get().forEach(l -> l.due(at))));
  }

  private static Optional<Instant> earliest(UnitOfWork unit) {
    Stream<@Nullable Instant> processes = unit.changedProcesses.stream().map(p -> p.lapsesAt);
    Stream<@Nullable Instant> files =
        unit.changes.keySet().stream().map(unit::slice).map(DeadlineHints::of).flatMap(s -> s);
    return Stream.of(processes, files, unit.hints.stream())
        .flatMap(s -> s)
        .filter(Objects::nonNull)
        .min(Instant::compareTo);
  }

  private static Stream<@Nullable Instant> of(Slice slice) {
    Collection<BreakEntity> breaks = slice.breaks.values();
    return Stream.concat(
        slice.operations.values().stream().map(o -> o.dueAt), breaks.stream().map(b -> b.dueAt));
  }
}
