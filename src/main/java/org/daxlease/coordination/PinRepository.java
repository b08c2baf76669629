package org.daxlease.coordination;

import java.util.Collection;
import java.util.List;
import java.util.UUID;
import org.springframework.data.domain.Limit;
import org.springframework.data.jpa.repository.JpaRepository;
import org.springframework.data.jpa.repository.JpaSpecificationExecutor;
import org.springframework.data.jpa.repository.Query;

interface PinRepository
    extends JpaRepository<PinEntity, UUID>, JpaSpecificationExecutor<PinEntity> {

  /** The pins that running breaks of these operations still want gone. */
  @Query(
      """
      select distinct p from PinEntity p, OperationBreakEntity j
      where j.operationId in :operations and p.breakId = j.breakId
      """)
  List<PinEntity> brokenFor(Collection<UUID> operations);

  /** The files that a process has pins in, in the order of their ids. */
  @Query(
      """
      select distinct p.fileId from PinEntity p
      where p.processId = :process and p.state = PINNED and p.fileId > :after
      order by p.fileId
      """)
  List<UUID> filesOf(UUID process, UUID after, Limit limit);

  /** The pins that a process has in these files. */
  @Query(
      """
      select p from PinEntity p
      where p.processId = :process and p.state = PINNED and p.fileId in :files
      order by p.fileId, p.rangeStart, p.id
      """)
  List<PinEntity> heldBy(UUID process, Collection<UUID> files);
}
