package org.daxlease.coordination;

import java.util.Collection;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.daxlease.protocol.LeaseState;
import org.springframework.stereotype.Component;

/** Shows leases, with what breaks them. */
@Component
class LeaseViews {

  private static final Set<LeaseState> WITH_BREAKS =
      EnumSet.of(LeaseState.BREAKING, LeaseState.BROKEN);

  private final BreakRepository breaks;

  LeaseViews(BreakRepository breaks) {
    this.breaks = breaks;
  }

  LeaseView of(LeaseEntity row) {
    return of(List.of(row)).getFirst();
  }

  /** With one query for the breaks of all that may have any; a broken lease's ladder goes on. */
  List<LeaseView> of(Collection<LeaseEntity> rows) {
    List<UUID> breaking =
        rows.stream().filter(l -> WITH_BREAKS.contains(l.state)).map(l -> l.id).toList();
    Map<UUID, LeaseView.BreakNote> notes = new HashMap<>();
    if (!breaking.isEmpty()) {
      breaks.ofLeases(breaking).forEach(n -> notes.merge(n.leaseId(), n.note(), LeaseViews::join));
    }
    return rows.stream().map(l -> LeaseView.of(l, notes.get(l.id))).toList();
  }

  /**
   * Rows come with the oldest waiting operation first: that one is shown, with the earliest
   * deadline.
   */
  private static LeaseView.BreakNote join(LeaseView.BreakNote oldest, LeaseView.BreakNote other) {
    boolean sooner =
        other.deadline() != null
            && (oldest.deadline() == null || other.deadline().isBefore(oldest.deadline()));
    return sooner
        ? new LeaseView.BreakNote(oldest.operationId(), other.stage(), other.deadline())
        : oldest;
  }
}
