package org.daxlease.coordination;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.daxlease.protocol.Backing;
import org.daxlease.protocol.ByteRange;
import org.daxlease.protocol.LeaseState;
import org.daxlease.protocol.MappingState;
import org.daxlease.protocol.OperationState;
import org.daxlease.protocol.PinState;
import org.daxlease.sql.RoundTrips;
import org.jspecify.annotations.Nullable;
import org.springframework.data.domain.Limit;
import org.springframework.data.jpa.domain.Specification;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** Reads files and filesystems, and what there is of a file. */
@Service
@RetryOnTransientFailure
@Transactional(readOnly = true)
public class FileQueries {

  private final Repositories rows;
  private final FilesystemRepository filesystems;
  private final Policies policies;
  private final LeaseViews leaseViews;
  private final OperationViews operationViews;
  private final RoundTrips trips;

  FileQueries(
      Repositories rows,
      FilesystemRepository filesystems,
      Policies policies,
      LeaseViews leaseViews,
      OperationViews operationViews,
      RoundTrips trips) {
    this.rows = rows;
    this.filesystems = filesystems;
    this.policies = policies;
    this.leaseViews = leaseViews;
    this.operationViews = operationViews;
    this.trips = trips;
  }

  public Optional<FilesystemView> filesystem(String name) {
    return filesystems.findById(name).map(f -> FilesystemView.of(f, policies.defaults()));
  }

  /** Filesystems behind a name, in the order of their names. */
  public List<FilesystemView> filesystems(@Nullable String after, int limit) {
    return filesystems
        .findByNameGreaterThanOrderByName(after == null ? "" : after, Limit.of(limit))
        .stream()
        .map(f -> FilesystemView.of(f, policies.defaults()))
        .toList();
  }

  public Optional<FileView> file(UUID id) {
    return present(id).map(f -> FileView.of(f, policies.of(List.of(f)).apply(f)));
  }

  private Optional<FileEntity> present(UUID id) {
    return rows.files().findById(id).filter(f -> !f.removed);
  }

  /** Which files a list is of; null for any. */
  public record FileFilter(
      @Nullable String filesystem, @Nullable String path, @Nullable String pathPrefix) {}

  public List<FileView> files(FileFilter filter, KeysetWindow window) {
    Specification<FileEntity> wanted =
        filter.path() != null
            ? KeysetWindow.in("pathKey", keys(filter.filesystem(), filter.path()))
            : KeysetWindow.<FileEntity>where("filesystem", filter.filesystem())
                .and(KeysetWindow.where("removed", false));
    if (filter.pathPrefix() != null) {
      String pattern = filter.pathPrefix().replaceAll("([\\\\%_])", "\\\\$1") + "%";
      wanted = wanted.and((file, _, is) -> is.like(file.get("path"), pattern, '\\'));
    }
    List<FileEntity> page = window.of(rows.files(), wanted);
    var effective = policies.of(page);
    return page.stream().map(f -> FileView.of(f, effective.apply(f))).toList();
  }

  /** Names have an index, paths have not; and filesystems are few. */
  private List<String> keys(@Nullable String filesystem, String path) {
    List<String> among = filesystem != null ? List.of(filesystem) : filesystems.names();
    return among.stream().map(each -> new FileName(each, path).key()).toList();
  }

  public List<MappingView> mappings(
      Caller caller, UUID fileId, Collection<MappingState> states, KeysetWindow window) {
    return window.of(rows.mappings(), ofFile(caller, fileId, states)).stream()
        .map(MappingView::of)
        .toList();
  }

  public List<LeaseView> leases(
      Caller caller, UUID fileId, Collection<LeaseState> states, KeysetWindow window) {
    return leaseViews.of(window.of(rows.leases(), ofFile(caller, fileId, states)));
  }

  public List<PinView> pins(
      Caller caller, UUID fileId, Collection<PinState> states, KeysetWindow window) {
    return window.of(rows.pins(), ofFile(caller, fileId, states)).stream()
        .map(PinView::of)
        .toList();
  }

  /** Operations of a file, or of all files for null. */
  public List<OperationView> operations(
      @Nullable UUID fileId, Collection<OperationState> states, KeysetWindow window) {
    Specification<OperationEntity> wanted =
        KeysetWindow.<OperationEntity>where("fileId", fileId).and(KeysetWindow.in("state", states));
    return operationViews.of(window.of(rows.operations(), wanted));
  }

  private static <E> Specification<E> ofFile(Caller caller, UUID fileId, Collection<?> states) {
    return KeysetWindow.<E>where("fileId", fileId)
        .and(KeysetWindow.in("state", states))
        .and(VisibilityFilter.holdings(caller));
  }

  /** Who would hold up an operation over a range: the reverse of {@code file_pins}. */
  public Optional<FileBlockers> blockers(UUID fileId, ByteRange range) {
    return present(fileId).map(file -> blockers(file, range));
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
