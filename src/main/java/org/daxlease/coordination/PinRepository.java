package org.daxlease.coordination;

import java.util.Collection;
import java.util.List;
import java.util.UUID;
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
}
