package org.daxlease.coordination;

import java.time.Instant;
import java.util.List;
import org.daxlease.protocol.Attendance;
import org.daxlease.protocol.Operation;
import org.daxlease.protocol.OperationRules;
import org.springframework.stereotype.Component;

/** Grants that are over only because nobody served when they should have been renewed. */
@Component
class OutageGrants {

  private final AttendanceService attendance;

  OutageGrants(AttendanceService attendance) {
    this.attendance = attendance;
  }

  /** Renews those of a file in its own name, before anything else is decided about them. */
  void renew(UnitOfWork unit, Slice slice) {
    List<Operation> overdue =
        slice.state().operations().stream().filter(o -> o.isOverdue(unit.now)).toList();
    if (overdue.isEmpty()) {
      return;
    }
    Attendance attended = attendance.at(unit.now);
    unit.as(
        Caller.COORDINATOR,
        () ->
            overdue.stream()
                .filter(o -> isFromBefore(attended.since(), slice, o))
                .forEach(o -> renew(unit, slice, o, attended)));
  }

  private static void renew(UnitOfWork unit, Slice slice, Operation overdue, Attendance attended) {
    unit.take(
        slice.fileId(),
        OperationRules.renewAfterOutage(slice.state(), overdue.id(), attended, unit.now, unit.ids));
  }

  /**
   * One that was given after the outage could be renewed for as long as it was meant to be good.
   */
  private static boolean isFromBefore(Instant end, Slice slice, Operation operation) {
    Instant grantedAt = ResourceLookup.row(slice.operations, operation.id()).grantedAt;
    return grantedAt != null && grantedAt.isBefore(end);
  }
}
