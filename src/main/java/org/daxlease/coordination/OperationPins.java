package org.daxlease.coordination;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toMap;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.daxlease.protocol.ByteRange;
import org.daxlease.sql.IdQuery;
import org.daxlease.sql.RoundTrips;
import org.springframework.stereotype.Component;

/** What is in the way of the operations of a list, in a few queries for all of it. */
@Component
class OperationPins {

  private static final IdQuery<PinEntity> FIRST_OF_BREAKS =
      new IdQuery<>(
          "select t.* from pin t where t.break_id = any(?)" + PinsInTheWay.FIRST_ROWS,
          SliceQueries.Rows.PIN);

  /** Of a file, over a range that some operations of the list have. */
  private record Where(UUID fileId, long start, long end) {

    static Where of(OperationEntity operation) {
      ByteRange affected = operation.affected();
      return new Where(operation.fileId, affected.start(), affected.end());
    }
  }

  private record Counted(Where where, PinGroup group, long pins) {}

  /** Once for each break and range, however many operations queue up there. */
  private static final IdQuery<Counted> GROUPS =
      new IdQuery<>(
          """
          select p.file_id, v.affected_start, v.affected_end, %1$s, count(*) as pins
            from (select distinct j.break_id, o.affected_start, o.affected_end
                    from operation o join operation_break j on j.operation_id = o.id
                    where o.id = any(?)) v
            join pin p on p.break_id = v.break_id
              and p.range_start < v.affected_end and p.range_end > v.affected_start
            group by p.file_id, v.affected_start, v.affected_end, %1$s
          """
              .formatted(PinGroup.COLUMNS),
          (row, _) ->
              new Counted(
                  new Where(
                      row.getObject("file_id", UUID.class),
                      row.getLong("affected_start"),
                      row.getLong("affected_end")),
                  PinGroup.read(row),
                  row.getLong("pins")));

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
    boolean all = PinsInTheWay.isAll(wanted);
    Map<Where, Map<PinGroup, Long>> counted = all ? Map.of() : count(blocked);
    Map<UUID, PinsInTheWay> found = new HashMap<>();
    int left = PinsInTheWay.MOST_NAMED;
    for (OperationEntity operation : blocked) {
      List<PinEntity> read = over(operation, wanted);
      PinsInTheWay inBreaks =
          all
              ? PinsInTheWay.all(read)
              : PinsInTheWay.counted(counted.getOrDefault(Where.of(operation), Map.of()), read);
      PinsInTheWay pins = inBreaks.and(over(operation, shortPins), left);
      left -= pins.named().size();
      found.put(operation.id, pins);
    }
    return found;
  }

  private Map<Where, Map<PinGroup, Long>> count(List<OperationEntity> blocked) {
    List<UUID> ids = blocked.stream().map(o -> o.id).toList();
    return trips.read(t -> t.query(GROUPS, ids)).stream()
        .collect(groupingBy(Counted::where, toMap(Counted::group, Counted::pins, Long::sum)));
  }

  private static List<PinEntity> over(OperationEntity operation, List<PinEntity> pins) {
    return pins.stream()
        .filter(p -> p.fileId.equals(operation.fileId) && p.overlaps(operation.affected()))
        .toList();
  }
}
