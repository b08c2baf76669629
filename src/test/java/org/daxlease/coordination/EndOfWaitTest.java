package org.daxlease.coordination;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Set;
import java.util.UUID;
import org.daxlease.protocol.Backing;
import org.daxlease.protocol.BreakOutcome;
import org.daxlease.protocol.BreakStage;
import org.daxlease.protocol.LeaseState;
import org.daxlease.protocol.Operation;
import org.daxlease.protocol.OperationState;
import org.daxlease.protocol.PolicyOverrides;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Rules 8 and 13: no stage is reached for an operation whose wait is over. */
class EndOfWaitTest extends ByHand {

  private static final Duration T = Duration.ofSeconds(45);

  /** At the very moment of the stage, or long before it, after an outage. */
  @ParameterizedTest
  @ValueSource(ints = {45, 1})
  void endsTheBreakBeforeItsNextStage(int maxWait) {
    UUID file = file(Backing.DAX, PolicyOverrides.NONE);
    UUID holder = process(null);
    leasedPin(holder, file, 0);
    var wishes = new Operation.Wishes(false, null, Duration.ofSeconds(maxWait), null);
    UUID operation = value(operations.request(Caller.ANONYMOUS, truncate(file, wishes))).id();

    clock.pass(T);
    var due =
        deadlines.due(Set.of(), 10_000).stream()
            .filter(d -> d.fileId().equals(file))
            .findFirst()
            .orElseThrow();
    assertThat(due.breaks()).hasSize(1);
    assertThat(due.operations()).containsExactly(operation);
    deadlines.fire(due);

    assertThat(rows.operations().findById(operation).orElseThrow().state)
        .isEqualTo(OperationState.CANCELLED);
    BreakEntity ended = rows.breaks().findById(due.breaks().getFirst()).orElseThrow();
    assertThat(ended.stage).isEqualTo(BreakStage.SIGIO);
    assertThat(ended.outcome).isEqualTo(BreakOutcome.CANCELLED);
    assertThat(rows.leases().findById(ended.leaseId).orElseThrow().state)
        .isEqualTo(LeaseState.HELD);
  }
}
