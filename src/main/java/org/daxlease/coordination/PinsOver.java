package org.daxlease.coordination;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.daxlease.protocol.ByteRange;
import org.daxlease.sql.Parameters;
import org.daxlease.sql.RoundTrips;
import org.springframework.stereotype.Component;

/** The pins of a file that can block something over a range: on a large file they may be many. */
@Component
class PinsOver {

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

  private static final String ONE =
      "select * from (%s) p where p.id <> all(?) and p.process_id <> all(?) fetch first 1 rows only"
          .formatted(OVERLAP);

  private static final String SHORT =
      "select * from (%s) p where p.term = 'SHORT' and p.overstayed = false".formatted(OVERLAP);

  private final RoundTrips trips;

  PinsOver(RoundTrips trips) {
    this.trips = trips;
  }

  /** All of them. */
  List<PinEntity> read(UUID file, ByteRange range) {
    if (range.isEmpty()) {
      return List.of();
    }
    return ask(OVERLAP, over(file, range));
  }

  /** Those that an operation waits for without breaking them, yet. */
  List<PinEntity> readShort(UUID file, ByteRange range) {
    return range.isEmpty() ? List.of() : ask(SHORT, over(file, range));
  }

  /** One that will still be there: enough to know that a range is held up. */
  Optional<PinEntity> one(
      UUID file, ByteRange range, Collection<UUID> leaving, Collection<UUID> departing) {
    Parameters leftOut = Parameters.ids(leaving).and(Parameters.ids(departing));
    return ask(ONE, over(file, range).and(leftOut)).stream().findFirst();
  }

  private List<PinEntity> ask(String sql, Parameters parameters) {
    return trips.read(t -> t.ask(sql, parameters, SliceQueries.Rows.PIN));
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
