package org.daxlease.coordination;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.data.jpa.repository.JpaRepository;
import org.springframework.data.jpa.repository.JpaSpecificationExecutor;
import org.springframework.data.jpa.repository.Query;

interface FileRepository
    extends JpaRepository<FileEntity, UUID>, JpaSpecificationExecutor<FileEntity> {

  @Query(
      nativeQuery = true,
      value = "select f.* from file f where f.id = any(:ids) order by f.id for update")
  List<FileEntity> locked(UUID[] ids);

  /** The lock of everything that refers to the files, in the order that all take it. */
  default List<FileEntity> lock(Collection<UUID> ids) {
    return locked(ids.toArray(UUID[]::new));
  }

  /** One whose registration still stands. */
  default Optional<FileEntity> present(UUID id) {
    return findById(id).filter(f -> !f.removed);
  }

  Optional<FileEntity> findByPathKey(String pathKey);

  /** Of several that have one path in several filesystems, by id. */
  default List<FileEntity> byPathKeys(Collection<String> keys, KeysetWindow window) {
    return ofPathKeys(keys.toArray(String[]::new), window.afterOrFirst(), window.rows());
  }

  @Query(
      nativeQuery = true,
      value =
          """
          select f.* from file f where f.path_key = any(:keys) and f.id > :after
           order by f.id fetch first :rows rows only
          """)
  List<FileEntity> ofPathKeys(String[] keys, UUID after, int rows);

  /** Where processes hold something, or wait for something. */
  @Query(
      """
      select new org.daxlease.coordination.FileProcess(x.fileId, x.processId) from (
        select p.fileId as fileId, p.processId as processId from PinEntity p
          where p.processId in :processes and p.state = PINNED
        union select l.fileId as fileId, l.processId as processId from LeaseEntity l
          where l.processId in :processes and l.live = true
        union select m.fileId as fileId, m.processId as processId from MappingEntity m
          where m.processId in :processes and m.state = MAPPED
        union select b.fileId as fileId, b.processId as processId from BreakEntity b
          where b.processId in :processes and b.running = true
        union select o.fileId as fileId, o.requesterProcessId as processId from OperationEntity o
          where o.requesterProcessId in :processes and o.state in (QUEUED, BREAKING)) x
      """)
  List<FileProcess> fileProcessesOf(Collection<UUID> processes);

  /** The files on which a process has pins. */
  @Query(
      """
      select distinct p.fileId from PinEntity p where p.processId = :process and p.state = PINNED
      """)
  List<UUID> pinnedBy(UUID process);

  /** Whether something live refers to a file. */
  @Query(
      """
      select exists (select 1 from MappingEntity m where m.fileId = :file and m.state = MAPPED)
        or exists (select 1 from PinEntity p where p.fileId = :file and p.state = PINNED)
        or exists (select 1 from LeaseEntity l where l.fileId = :file and l.live = true)
        or exists (select 1 from OperationEntity o
          where o.openFileId = :file and o.state in (QUEUED, BREAKING, GRANTED))
      """)
  boolean isReferredTo(UUID file);
}
