package org.daxlease.coordination;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.daxlease.protocol.Access;
import org.daxlease.protocol.BreakStage;
import org.daxlease.protocol.LeaseOrigin;
import org.daxlease.protocol.LeaseState;
import org.daxlease.protocol.OperationState;
import org.daxlease.protocol.Term;
import org.jspecify.annotations.Nullable;

/**
 * How much of everything is live, at one moment, on all files; a combination that is missing counts
 * zero.
 *
 * @param operations those that are not finished
 * @param journalHead the position committed last
 */
public record Totals(
    Instant now,
    Map<Pins, Long> pins,
    Map<Leases, Long> leases,
    Map<OperationState, Long> operations,
    Map<BreakStage, Long> breaks,
    long processes,
    Signals signals,
    Waits waits,
    long journalHead) {

  /** A kind of live pin. */
  public record Pins(Term term, Access access) {}

  /** A kind of live lease. */
  public record Leases(LeaseState state, LeaseOrigin origin) {}

  /**
   * The signals of running breaks that their addressees have not acknowledged.
   *
   * @param oldest how long ago the first of them was sent
   */
  public record Signals(long unacknowledged, Duration oldest) {}

  /**
   * What has been waited for, and how long.
   *
   * @param oldestOperation since the request of the operation that has waited longest
   * @param overdue since the deadline that should have fired first
   */
  public record Waits(Duration oldestOperation, Duration overdue) {}

  /** One line of the query: how many of a kind, and the earliest moment among them. */
  record Line(String what, String kind, String detail, long number, @Nullable Instant earliest) {

    static Line find(List<Line> lines, String what) {
      return lines.stream()
          .filter(line -> line.what().equals(what))
          .findFirst()
          .orElseThrow(() -> new IllegalStateException("the query has no line " + what));
    }
  }
}
