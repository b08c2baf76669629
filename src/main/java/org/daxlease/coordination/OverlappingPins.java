package org.daxlease.coordination;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.daxlease.protocol.Backing;
import org.daxlease.protocol.ByteRange;
import org.daxlease.sql.Columns;
import org.daxlease.sql.Parameters;
import org.daxlease.sql.RoundTrips;
import org.springframework.stereotype.Component;

/** The pins of a file that can block something over a range: on a large file they may be many. */
@Component
class OverlappingPins {

  private static final String OVERLAP = overlap("p.*", "");

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

  private static final Counting ON_DAX = Counting.where("");

  /** On PAGE_CACHE only what an unbreakable lease covers is in anybody's way (rule 5). */
  private static final Counting ON_PAGE_CACHE =
      Counting.where(
          " and exists (select 1 from lease l"
              + " where l.id = p.lease_id and l.live = true and l.breakable = false)");

  /**
   * How pins are counted.
   *
   * @param first each arm has its limit, as H2 would else make all of it
   */
  private record Counting(String first, String groups) {

    static Counting where(String condition) {
      String first = overlap("p.*", condition + PinsInTheWay.FIRST_ROWS);
      return new Counting(
          "select * from (" + first + ") p" + PinsInTheWay.FIRST_ROWS,
          "select %1$s, count(*) as pins from (%2$s) p group by %1$s"
              .formatted(PinGroup.COLUMNS, overlap(PinGroup.COLUMNS, condition)));
    }
  }

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

  /** Those that are in the way of something, counted; each is a row only where they are few. */
  PinsInTheWay count(FileEntity file, ByteRange range) {
    return count(file.backing == Backing.DAX ? ON_DAX : ON_PAGE_CACHE, file.id, range);
  }

  PinsInTheWay countOnDax(UUID file, ByteRange range) {
    return count(ON_DAX, file, range);
  }

  private PinsInTheWay count(Counting by, UUID file, ByteRange range) {
    if (range.isEmpty()) {
      return PinsInTheWay.all(List.of());
    }
    List<PinEntity> first = query(by.first, over(file, range));
    if (PinsInTheWay.isAll(first)) {
      return PinsInTheWay.all(first);
    }
    Map<PinGroup, Long> counts = new LinkedHashMap<>();
    trips
        .read(t ->
            t.query(
                by.groups,
                over(file, range),
                (row, _) -> Map.entry(PinGroup.read(row), row.getLong("pins"))))
        .forEach(counted -> counts.put(counted.getKey(), counted.getValue()));
    return PinsInTheWay.counted(counts, first);
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

  /** The three arms of {@link IntervalTree}; only rows that overlap are read. */
  private static String overlap(String columns, String rest) {
    return """
    (select %1$s from pin p
      where p.file_id = ? and p.node between ? and ?%2$s)
    union all
    (select %1$s from unnest(cast(? as bigint array)) v (node)
      join pin p on p.file_id = ? and p.node = v.node and p.range_end > ?%2$s)
    union all
    (select %1$s from unnest(cast(? as bigint array)) v (node)
      join pin p on p.file_id = ? and p.node = v.node and p.range_start < ?%2$s)
    """
        .formatted(columns, rest);
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
