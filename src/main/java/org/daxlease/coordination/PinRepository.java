package org.daxlease.coordination;

import java.util.List;
import java.util.UUID;
import org.springframework.data.domain.Limit;
import org.springframework.data.jpa.repository.JpaRepository;
import org.springframework.data.jpa.repository.JpaSpecificationExecutor;
import org.springframework.data.jpa.repository.Query;

interface PinRepository
    extends JpaRepository<PinEntity, UUID>, JpaSpecificationExecutor<PinEntity> {

  /** The files that a process has pins in, in the order of their ids. */
  @Query(
      """
      select distinct p.fileId from PinEntity p
      where p.processId = :process and p.state = PINNED and p.fileId > :after
      order by p.fileId
      """)
  List<UUID> filesOf(UUID process, UUID after, Limit limit);
}
