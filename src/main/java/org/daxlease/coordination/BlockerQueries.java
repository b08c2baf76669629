package org.daxlease.coordination;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.daxlease.protocol.Backing;
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

  private List<PinEntity> blocking(FileEntity file, List<PinEntity> pins) {
    if (file.backing == Backing.DAX) {
      return pins;
    }
    List<UUID> ids =
        pins.stream().map(p -> p.leaseId).flatMap(Stream::ofNullable).distinct().toList();
    Map<UUID, LeaseEntity> leases = new HashMap<>();
    trips.read(t -> t.query(SliceQueries.LEASES, ids)).forEach(l -> leases.put(l.id, l));
    return pins.stream().filter(p -> Blockers.mayBlock(file, p, leases)).toList();
  }

  private FileBlockers blockers(FileEntity file, ByteRange range) {
    List<PinEntity> pins = blocking(file, rows.overlappingPins().read(file.id, range));
    Map<UUID, BreakEntity> breaks = new HashMap<>();
    List<UUID> ids =
        pins.stream().map(p -> p.breakId).flatMap(Stream::ofNullable).distinct().toList();
    trips.read(t -> t.query(SliceQueries.BREAKS, ids)).forEach(b -> breaks.put(b.id, b));
    List<FileBlockers.Ahead> operations = new ArrayList<>();
    for (OperationEntity open : rows.operations().findByOpenFileIdOrderByArrival(file.id)) {
      if (open.fact().isUnfinished() && open.affected().overlaps(range)) {
        operations.add(
            new FileBlockers.Ahead(open.id, open.kind, open.state, RangeView.of(open.affected())));
      }
    }
    return new FileBlockers(
        Blockers.of(pins, breaks, operationViews.processesOf(pins)), null, operations);
  }
}
