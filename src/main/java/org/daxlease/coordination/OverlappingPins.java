package org.daxlease.coordination;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.daxlease.protocol.ByteRange;
import org.daxlease.sql.Columns;
import org.daxlease.sql.Parameters;
import org.daxlease.sql.RoundTrips;
import org.springframework.stereotype.Component;

/** The pins of a file that can block something over a range: on a large file they may be many. */
@Component
class OverlappingPins {

  /** The three arms of {@link IntervalTree}; only rows that overlap are read. */
  private static final String OVERLAP =
      """
      select p.* from pin p
        where p.file_id = ? and p.node between ? and ?
      union all
      select p.* from unnest(cast(? as bigint array)) v (node)
        join pin p on p.file_id = ? and p.node = v.node and p.range_end > ?
      union all
      select p.* from unnest(cast(? as bigint array)) v (node)
        join pin p on p.file_id = ? and p.node = v.node and p.range_start < ?
      """;

  /** A node where there may be such pins, and the edge of the range that tells whether they are. */
  private record Fork(long node, long edge) {}

  private static final Columns<Fork> FORKS =
      new Columns<Fork>().bigint("node", Fork::node).bigint("edge", Fork::edge);

  /** One of each arm at most for each node, in one statement for any number of ranges. */
  private static final String WITNESSES =
      "select p.* from (%s union all %s union all %s) w join pin p on p.id = w.id"
          .formatted(
              witness("p.node between v.node and v.edge"),
              witness("p.node = v.node and p.range_end > v.edge"),
              witness("p.node = v.node and p.range_start < v.edge"));

  /** Enough to know whether they are more than an answer names. */
  private static final String FIRST =
      "select * from (%s) p fetch first %d rows only"
          .formatted(OVERLAP, PinsInTheWay.MOST_NAMED + 1);

  private static final String GROUPS =
      "select %1$s, count(*) as pins from (%2$s) p group by %1$s"
          .formatted(PinGroup.COLUMNS, OVERLAP);

  private static final String SHORT =
      "select * from (%s) p where p.term = 'SHORT' and p.overstayed = false".formatted(OVERLAP);

  private final RoundTrips trips;

  OverlappingPins(RoundTrips trips) {
    this.trips = trips;
  }

  /** All of them. */
  List<PinEntity> read(UUID file, ByteRange range) {
    if (range.isEmpty()) {
      return List.of();
    }
    return query(OVERLAP, over(file, range));
  }

  /** All of them, counted; each is a row only where they are few enough. */
  PinsInTheWay count(UUID file, ByteRange range) {
    if (range.isEmpty()) {
      return PinsInTheWay.all(List.of());
    }
    List<PinEntity> first = query(FIRST, over(file, range));
    return first.size() <= PinsInTheWay.MOST_NAMED
        ? PinsInTheWay.all(first)
        : new PinsInTheWay(
            trips.read(t -> t.query(GROUPS, over(file, range), PinGroup.ROWS)),
            first.subList(0, PinsInTheWay.MOST_NAMED));
  }

  /** Those that an operation waits for without breaking them, yet. */
  List<PinEntity> readShort(UUID file, ByteRange range) {
    return range.isEmpty() ? List.of() : query(SHORT, over(file, range));
  }

  /**
   * For each range some that will still be there, if any are: enough to know that it is held up. A
   * pin may be there more than once.
   */
  List<PinEntity> some(
      UUID file,
      Collection<ByteRange> ranges,
      Collection<UUID> leaving,
      Collection<UUID> departing) {
    List<Fork> inside = new ArrayList<>();
    List<Fork> left = new ArrayList<>();
    List<Fork> right = new ArrayList<>();
    for (ByteRange range : ranges) {
      IntervalTree.Probe at = IntervalTree.probe(range);
      inside.add(new Fork(at.first(), at.last()));
      Stream.of(at.left()).forEach(node -> left.add(new Fork(node, range.start())));
      Stream.of(at.right()).forEach(node -> right.add(new Fork(node, range.end())));
    }
    Parameters among =
        Parameters.of(file).and(Parameters.ids(leaving)).and(Parameters.ids(departing));
    return query(
        WITNESSES,
        among
            .and(FORKS.inTable(inside))
            .and(among)
            .and(FORKS.inTable(left))
            .and(among)
            .and(FORKS.inTable(right)));
  }

  private static String witness(String overlaps) {
    return """
    select (select p.id from pin p
             where p.file_id = ? and %s and p.id <> all(?) and p.process_id <> all(?)
             fetch first 1 rows only) as id
      from %s v (node, edge)
    """
        .formatted(overlaps, FORKS.table());
  }

  private List<PinEntity> query(String sql, Parameters parameters) {
    return trips.read(t -> t.query(sql, parameters, SliceQueries.Rows.PIN));
  }

  private static Parameters over(UUID file, ByteRange range) {
    IntervalTree.Probe at = IntervalTree.probe(range);
    return Parameters.of(file, at.first(), at.last())
        .and(Parameters.array("bigint", at.left()))
        .and(Parameters.of(file, range.start()))
        .and(Parameters.array("bigint", at.right()))
        .and(Parameters.of(file, range.end()));
  }
}
