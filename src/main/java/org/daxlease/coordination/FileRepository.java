package org.daxlease.coordination;

import jakarta.persistence.LockModeType;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.data.jpa.repository.JpaRepository;
import org.springframework.data.jpa.repository.JpaSpecificationExecutor;
import org.springframework.data.jpa.repository.Lock;
import org.springframework.data.jpa.repository.Query;

interface FileRepository
    extends JpaRepository<FileEntity, UUID>, JpaSpecificationExecutor<FileEntity> {

  /** The lock of everything that refers to the files, in the order that all take it. */
  @Lock(LockModeType.PESSIMISTIC_WRITE)
  @Query("select f from FileEntity f where f.id in :ids order by f.id")
  List<FileEntity> lock(Collection<UUID> ids);

  Optional<FileEntity> findByPathKey(String pathKey);

  /** The files on which a process holds something, or waits for something. */
  @Query(
      """
      select distinct x.fileId from (
        select p.fileId as fileId from PinEntity p
          where p.processId = :process and p.state = PINNED
        union select l.fileId from LeaseEntity l where l.processId = :process and l.live = true
        union select m.fileId from MappingEntity m
          where m.processId = :process and m.state = MAPPED
        union select b.fileId from BreakEntity b
          where b.processId = :process and b.running = true
        union select o.fileId from OperationEntity o
          where o.requesterProcessId = :process and o.state in (QUEUED, BREAKING)) x
      """)
  List<UUID> withThingsOf(UUID process);

  /** Whether something live refers to a file. */
  @Query(
      """
      select exists (select 1 from MappingEntity m where m.fileId = :file and m.state = MAPPED)
        or exists (select 1 from PinEntity p where p.fileId = :file and p.state = PINNED)
        or exists (select 1 from LeaseEntity l where l.fileId = :file and l.live = true)
        or exists (select 1 from OperationEntity o where o.openFileId = :file)
      """)
  boolean isReferredTo(UUID file);
}
