package org.daxlease.coordination;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.data.domain.Limit;
import org.springframework.data.jpa.repository.JpaRepository;
import org.springframework.data.jpa.repository.JpaSpecificationExecutor;
import org.springframework.data.jpa.repository.Query;

interface OperationRepository
    extends JpaRepository<OperationEntity, UUID>, JpaSpecificationExecutor<OperationEntity> {

  @Query("select o.fileId from OperationEntity o where o.id = :id")
  Optional<UUID> fileOf(UUID id);

  List<OperationEntity> findByOpenFileIdOrderByArrival(UUID openFileId);

  @Query(
      """
      select new org.daxlease.coordination.Due(o.id, o.fileId, o.dueAt)
      from OperationEntity o where o.dueAt <= :now and o.fileId not in :busy
      order by o.dueAt
      """)
  List<Due> due(Instant now, Collection<UUID> busy, Limit limit);

  @Query("select min(o.dueAt) from OperationEntity o")
  Optional<Instant> nextDue();
}
