package org.daxlease.coordination;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.daxlease.sql.Parameters;
import org.daxlease.sql.RoundTrips;
import org.springframework.stereotype.Component;

/** What a process has pinned: of very many pins some are named, and all are counted. */
@Component
class ProcessPins {

  private static final String OF_FILES =
      " from pin t where t.process_id = ? and t.state = 'PINNED'"
          + " and t.file_id = any(cast(? as uuid array))";

  private static final String FIRST = "select t.*" + OF_FILES + PinsInTheWay.FIRST_ROWS;

  private static final String COUNTS =
      "select t.file_id, count(*) as pins" + OF_FILES + " group by t.file_id";

  private static final Comparator<PinEntity> BY_RANGE =
      Comparator.comparingLong((PinEntity p) -> p.rangeStart).thenComparing(p -> p.id);

  private final Repositories rows;
  private final RoundTrips trips;
  private final TimeSource time;

  ProcessPins(Repositories rows, RoundTrips trips, TimeSource time) {
    this.rows = rows;
    this.trips = trips;
    this.time = time;
  }

  /** File by file. */
  List<FilePins> of(UUID processId, KeysetWindow window) {
    List<UUID> page = rows.pins().filesOf(processId, window.afterOrFirst(), window.limit());
    Map<UUID, FileEntity> files =
        rows.files().findAllById(page).stream().collect(Collectors.toMap(f -> f.id, f -> f));
    Parameters which = Parameters.of(processId).and(Parameters.ids(page));
    List<PinEntity> first = trips.read(t -> t.query(FIRST, which, SliceQueries.Rows.PIN));
    Map<UUID, Long> counts = PinsInTheWay.isAll(first) ? Map.of() : count(which);
    Instant now = time.now();
    Map<UUID, List<FilePins.Held>> held = new LinkedHashMap<>();
    first.stream()
        .limit(PinsInTheWay.MOST_NAMED)
        .sorted(BY_RANGE)
        .forEach(p -> held.computeIfAbsent(p.fileId, _ -> new ArrayList<>()).add(held(p, now)));
    List<FilePins> all = new ArrayList<>();
    for (UUID fileId : page) {
      FileEntity file = ResourceLookup.row(files, fileId);
      // Its last pin may be gone by now, but the end of the page is told by how many there are.
      List<FilePins.Held> named = held.getOrDefault(fileId, List.of());
      long count = Math.max(counts.getOrDefault(fileId, 0L), named.size());
      all.add(new FilePins(fileId, file.filesystem, file.path, count, named));
    }
    return all;
  }

  private Map<UUID, Long> count(Parameters which) {
    record Count(UUID fileId, long pins) {}
    return trips
        .read(t ->
            t.query(
                COUNTS, which, (row, _) -> new Count(row.getObject(1, UUID.class), row.getLong(2))))
        .stream()
        .collect(Collectors.toMap(Count::fileId, Count::pins));
  }

  private static FilePins.Held held(PinEntity pin, Instant now) {
    return new FilePins.Held(
        pin.id,
        pin.rangeStart,
        pin.rangeEnd - pin.rangeStart,
        pin.access,
        pin.term,
        pin.leaseId,
        pin.detached,
        pin.pinnedAt,
        Math.max(0, Duration.between(pin.pinnedAt, now).toSeconds()));
  }
}
