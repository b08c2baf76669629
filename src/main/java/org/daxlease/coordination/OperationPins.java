package org.daxlease.coordination;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.toList;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.daxlease.sql.IdQuery;
import org.daxlease.sql.RoundTrips;
import org.springframework.stereotype.Component;

/** What is in the way of the operations of a list, in a few queries for all of it. */
@Component
class OperationPins {

  private static final IdQuery<PinEntity> FIRST_OF_BREAKS =
      new IdQuery<>(
          "select t.* from pin t where t.break_id = any(?) fetch first %d rows only"
              .formatted(PinsInTheWay.MOST_NAMED + 1),
          SliceQueries.Rows.PIN);

  private record Counted(UUID operationId, PinGroup group) {}

  private static final IdQuery<Counted> GROUPS_OF_OPERATIONS =
      new IdQuery<>(
          """
          select o.id as operation_id, %1$s, count(*) as pins
            from operation o
            join operation_break j on j.operation_id = o.id
            join pin p on p.break_id = j.break_id
              and p.range_start < o.affected_end and p.range_end > o.affected_start
            where o.id = any(?) group by o.id, %1$s
          """
              .formatted(PinGroup.COLUMNS),
          (row, _) -> new Counted(row.getObject("operation_id", UUID.class), PinGroup.read(row)));

  private final RoundTrips trips;

  OperationPins(RoundTrips trips) {
    this.trips = trips;
  }

  /**
   * The pins that the running breaks of operations want gone, and SHORT ones over their ranges. All
   * of the answer together names as many as that of a single operation would.
   */
  Map<UUID, PinsInTheWay> of(
      List<OperationEntity> blocked, Collection<UUID> breakIds, List<PinEntity> shortPins) {
    List<PinEntity> wanted = trips.read(t -> t.query(FIRST_OF_BREAKS, breakIds));
    Map<UUID, List<PinGroup>> counted =
        wanted.size() <= PinsInTheWay.MOST_NAMED ? Map.of() : count(blocked);
    Map<UUID, PinsInTheWay> found = new HashMap<>();
    int left = PinsInTheWay.MOST_NAMED;
    for (OperationEntity operation : blocked) {
      List<PinEntity> brief = over(operation, shortPins);
      List<PinEntity> read = new ArrayList<>(over(operation, wanted));
      List<PinGroup> groups = new ArrayList<>(counted.getOrDefault(operation.id, groups(read)));
      groups.addAll(groups(brief));
      read.addAll(brief);
      List<PinEntity> named = read.subList(0, Math.min(left, read.size()));
      left -= named.size();
      found.put(operation.id, new PinsInTheWay(groups, named));
    }
    return found;
  }

  private Map<UUID, List<PinGroup>> count(List<OperationEntity> blocked) {
    List<UUID> ids = blocked.stream().map(o -> o.id).toList();
    return trips.read(t -> t.query(GROUPS_OF_OPERATIONS, ids)).stream()
        .collect(groupingBy(Counted::operationId, mapping(Counted::group, toList())));
  }

  private static List<PinEntity> over(OperationEntity operation, List<PinEntity> pins) {
    return pins.stream()
        .filter(p -> p.fileId.equals(operation.fileId) && p.overlaps(operation.affected()))
        .toList();
  }

  private static List<PinGroup> groups(List<PinEntity> pins) {
    return pins.stream().map(PinGroup::only).toList();
  }
}
