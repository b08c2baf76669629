package org.daxlease.coordination;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Supplier;
import org.daxlease.protocol.Decision;
import org.daxlease.sql.RoundTrip;
import org.daxlease.sql.RoundTrips;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Begins and ends units of work. */
@Component
class UnitsOfWork {

  /** To decide about so many, and to make rows and entries of it, may take a second. */
  private static final int MANY_ROWS = 2_000;

  private final UnitOfWorkWriter unitWriter;
  private final TimeSource time;
  private final RoundTrips trips;
  private final OutageGrants grants;
  private final UuidV7Generator ids;

  UnitsOfWork(
      UnitOfWorkWriter unitWriter,
      TimeSource time,
      RoundTrips trips,
      OutageGrants grants,
      UuidV7Generator ids) {
    this.unitWriter = unitWriter;
    this.time = time;
    this.trips = trips;
    this.grants = grants;
    this.ids = ids;
  }

  /** Ends the reading and looks at the clock: everything that the unit needs is locked by now. */
  UnitOfWork begin(Caller caller, Map<UUID, Slice> slices) {
    unitWriter.detach();
    return begin(caller, slices, time.now());
  }

  /** The same for a command that needs no file. */
  UnitOfWork begin(Caller caller) {
    return begin(caller, Map.of());
  }

  /** The same for commands of several callers, who looked at the clock when they had the locks. */
  UnitOfWork begin(SliceFetch.Opened opened) {
    unitWriter.detach();
    return begin(Caller.COORDINATOR, opened.slices(), opened.now());
  }

  /** Begins where grants may be found over: those that nobody could renew are renewed first. */
  UnitOfWork beginRenewing(Caller caller, Map<UUID, Slice> slices) {
    UnitOfWork unit = begin(caller, slices);
    slices.values().forEach(slice -> grants.renew(unit, slice));
    return unit;
  }

  private UnitOfWork begin(Caller caller, Map<UUID, Slice> slices, Instant now) {
    if (slices.values().stream().mapToInt(Slice::size).sum() > MANY_ROWS) {
      trips.extendIdleTimeout();
    }
    slices.values().forEach(Slice::begin);
    return new UnitOfWork(caller, slices, now, ids);
  }

  /** Has what was decided written in the last round trip of the transaction. */
  void finish(UnitOfWork unit) {
    finish(unit, () -> null);
  }

  /**
   * Writes what was decided in the last round trip of the transaction, and shows it. The showing
   * knows the rows as they will be written, and must not ask the database for them.
   */
  <T extends @Nullable Object> T finish(UnitOfWork unit, Supplier<T> shown) {
    RoundTrip trip = trips.last();
    unitWriter.rows(unit, trip);
    T answer = shown.get();
    unitWriter.append(unit, trip);
    return answer;
  }

  /**
   * The same where the showing asks the database. It comes before the journal's counter is locked,
   * so that no other command waits for it.
   */
  <T> T finishAsking(UnitOfWork unit, Supplier<T> shown) {
    RoundTrip trip = trips.last();
    unitWriter.rows(unit, trip);
    trip.execute();
    T answer = shown.get();
    unitWriter.append(unit, trip);
    return answer;
  }

  /** The same for several commands at once. */
  <T> List<T> finishAll(UnitOfWork unit, List<Supplier<T>> shown) {
    return finish(unit, () -> shown.stream().map(Supplier::get).toList());
  }

  /** The same for several commands at once. */
  <T> List<T> finishAllAsking(UnitOfWork unit, List<Supplier<T>> shown) {
    return finishAsking(unit, () -> shown.stream().map(Supplier::get).toList());
  }

  /** The outcome of a decision, as it is shown. */
  static <F, V> Outcome<V> outcome(Decision<F> decision, boolean created, Function<F, V> view) {
    return switch (decision) {
      case Decision.Accepted<F>(F fact, _, _) -> new Outcome.Done<>(view.apply(fact), created);
      case Decision.Refused<F>(var refusal, _, _) -> Outcome.refused(refusal);
    };
  }
}
