package org.daxlease.coordination;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Stream;
import org.daxlease.protocol.Change;
import org.daxlease.protocol.Decision;
import org.daxlease.protocol.Errno;
import org.daxlease.protocol.GrantEstimator;
import org.daxlease.protocol.Operation;
import org.jspecify.annotations.Nullable;

/** Tells what a decision that nobody takes over would have led to. */
final class DryRuns {

  private DryRuns() {}

  static DryRunView of(Slice slice, Decision<Operation> decision, UUID id, Instant now) {
    Operation operation = Objects.requireNonNull(decision.after().operation(id));
    List<DryRunView.WouldSignal> signals =
        decision.changes().stream()
            .filter(Change.Signalled.class::isInstance)
            .map(Change.Signalled.class::cast)
            .map(s -> new DryRunView.WouldSignal(s.to().processId(), s.kind(), s.deadline()))
            .toList();
    Errno code =
        decision instanceof Decision.Refused<Operation>(var refusal, _, _) ? refusal.code() : null;
    return new DryRunView(
        true,
        operation.kind(),
        RangeView.of(operation.affected()),
        operation.state(),
        code,
        operation.isHard() ? Blockers.of(slice, operation.affected()) : List.of(),
        signals,
        worstCase(decision, operation, now));
  }

  private static @Nullable Duration worstCase(
      Decision<Operation> decision, Operation operation, Instant now) {
    if (decision instanceof Decision.Refused<Operation>) {
      return null;
    }
    if (!operation.state().isWaiting()) {
      return Duration.ZERO;
    }
    Instant givenUp = operation.progress().timers().waitUntil();
    return Stream.concat(
            new GrantEstimator(decision.after(), now).grantBy(operation).stream(),
            Stream.ofNullable(givenUp))
        .min(Instant::compareTo)
        .map(at -> at.isAfter(now) ? Duration.between(now, at) : Duration.ZERO)
        .orElse(null);
  }
}
