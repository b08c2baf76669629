package org.daxlease.coordination;

import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.daxlease.protocol.LeaseState;
import org.daxlease.protocol.MappingState;
import org.daxlease.protocol.OperationState;
import org.daxlease.protocol.PinState;
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

  FileQueries(
      Repositories rows,
      FilesystemRepository filesystems,
      Policies policies,
      LeaseViews leaseViews,
      OperationViews operationViews) {
    this.rows = rows;
    this.filesystems = filesystems;
    this.policies = policies;
    this.leaseViews = leaseViews;
    this.operationViews = operationViews;
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
    return rows.files().present(id).map(f -> FileView.of(f, policies.of(List.of(f)).apply(f)));
  }

  /** Which files a list is of; null for any. */
  public record FileFilter(
      @Nullable String filesystem, @Nullable String path, @Nullable String pathPrefix) {}

  public List<FileView> files(FileFilter filter, KeysetWindow window) {
    List<FileEntity> page = filter.path() != null ? atPath(filter, window) : among(filter, window);
    var effective = policies.of(page);
    return page.stream().map(f -> FileView.of(f, effective.apply(f))).toList();
  }

  /** Names have an index, paths have not. */
  private List<FileEntity> atPath(FileFilter filter, KeysetWindow window) {
    String path = Objects.requireNonNull(filter.path());
    if (filter.pathPrefix() != null && !path.startsWith(filter.pathPrefix())) {
      return List.of();
    }
    List<String> in =
        filter.filesystem() != null ? List.of(filter.filesystem()) : filesystems.names();
    return rows.files()
        .byPathKeys(in.stream().map(each -> new FileName(each, path).key()).toList(), window);
  }

  private List<FileEntity> among(FileFilter filter, KeysetWindow window) {
    Specification<FileEntity> wanted =
        KeysetWindow.<FileEntity>where("filesystem", filter.filesystem())
            .and(KeysetWindow.where("removed", false));
    if (filter.pathPrefix() != null) {
      String pattern = filter.pathPrefix().replaceAll("([\\\\%_])", "\\\\$1") + "%";
      wanted = wanted.and((file, _, is) -> is.like(file.get("path"), pattern, '\\'));
    }
    return window.of(rows.files(), wanted);
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
}
