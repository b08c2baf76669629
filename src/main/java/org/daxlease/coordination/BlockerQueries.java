package org.daxlease.coordination;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.daxlease.protocol.ByteRange;
import org.daxlease.sql.RoundTrips;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** Reads what is in the way on a file. */
@Service
@RetryOnTransientFailure
@Transactional(readOnly = true)
public class BlockerQueries {

  private final Repositories rows;
  private final OperationViews operationViews;
  private final RoundTrips trips;

  BlockerQueries(Repositories rows, OperationViews operationViews, RoundTrips trips) {
    this.rows = rows;
    this.operationViews = operationViews;
    this.trips = trips;
  }

  /** Who would hold up an operation over a range: the reverse of {@code file_pins}. */
  public Optional<FileBlockers> blockers(UUID fileId, ByteRange range) {
    return rows.files().present(fileId).map(file -> blockers(file, range));
  }

  private FileBlockers blockers(FileEntity file, ByteRange range) {
    PinsInTheWay pins = rows.overlappingPins().count(file, range);
    Map<UUID, BreakEntity> breaks = new HashMap<>();
    trips
        .read(t -> t.query(SliceQueries.BREAKS, pins.breakIds()))
        .forEach(b -> breaks.put(b.id, b));
    List<FileBlockers.Ahead> operations = new ArrayList<>();
    for (OperationEntity open : rows.operations().findByOpenFileIdOrderByArrival(file.id)) {
      if (open.fact().isUnfinished() && open.affected().overlaps(range)) {
        operations.add(
            new FileBlockers.Ahead(open.id, open.kind, open.state, RangeView.of(open.affected())));
      }
    }
    return new FileBlockers(
        Blockers.of(pins, breaks, operationViews.processesOf(pins.processIds())), null, operations);
  }
}
