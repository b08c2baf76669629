package org.daxlease.coordination;

import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Supplier;
import org.daxlease.protocol.Decision;
import org.springframework.stereotype.Component;

/** Begins and ends units of work. */
@Component
class Units {

  private final SliceLoader loader;
  private final Recorder recorder;
  private final TimeSource time;

  Units(SliceLoader loader, Recorder recorder, TimeSource time) {
    this.loader = loader;
    this.recorder = recorder;
    this.time = time;
  }

  /** Ends the reading and looks at the clock: everything that the unit needs is locked by now. */
  UnitOfWork begin(Map<UUID, Slice> slices) {
    return begin(Caller.COORDINATOR, slices);
  }

  UnitOfWork begin(Caller caller, Map<UUID, Slice> slices) {
    loader.done();
    Instant now = time.now();
    slices.values().forEach(Slice::begin);
    return new UnitOfWork(caller, slices, now);
  }

  /** Writes what was decided; nothing may follow it in its transaction. */
  void finish(UnitOfWork unit) {
    recorder.writeRows(unit);
    recorder.append(unit);
  }

  /**
   * Writes what was decided and shows it. The showing comes before the journal's counter is locked,
   * so that no other command waits for it.
   */
  <T> T finish(UnitOfWork unit, Supplier<T> shown) {
    recorder.writeRows(unit);
    T answer = shown.get();
    recorder.append(unit);
    return answer;
  }

  /** The outcome of a decision, as it is shown. */
  static <F, V> Outcome<V> outcome(Decision<F> decision, boolean created, Function<F, V> view) {
    return switch (decision) {
      case Decision.Accepted<F>(F fact, _, _) -> new Outcome.Done<>(view.apply(fact), created);
      case Decision.Refused<F>(var refusal, _, _) -> Outcome.refused(refusal);
    };
  }
}
