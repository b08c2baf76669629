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

  @Query(
      nativeQuery = true,
      value =
          """
          select o.* from operation o where o.open_file_id = any(:files) order by o.arrival
          """)
  List<OperationEntity> openOn(UUID[] files);

  /** What every command on a file must know of, in the order of arrival. */
  default List<OperationEntity> open(Collection<UUID> fileIds) {
    return openOn(fileIds.toArray(UUID[]::new));
  }

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
