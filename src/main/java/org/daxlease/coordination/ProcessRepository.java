package org.daxlease.coordination;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.data.domain.Limit;
import org.springframework.data.jpa.repository.JpaRepository;
import org.springframework.data.jpa.repository.JpaSpecificationExecutor;
import org.springframework.data.jpa.repository.Query;

interface ProcessRepository
    extends JpaRepository<ProcessEntity, UUID>, JpaSpecificationExecutor<ProcessEntity> {

  @Query(
      nativeQuery = true,
      value = "select p.* from process p where p.id = any(:ids) order by p.id for update")
  List<ProcessEntity> locked(UUID[] ids);

  /** For exit, fence, lapse, kill, and who registers once more. */
  default List<ProcessEntity> lock(Collection<UUID> ids) {
    return locked(ids.toArray(UUID[]::new));
  }

  @Query("select p.id from ProcessEntity p where p.identity = :identity")
  Optional<UUID> idOf(String identity);

  @Query(
      "select p.id from ProcessEntity p where p.lapsesAt <= :now and p.heartbeatTtl <= :served"
          + " and p.id not in :busy order by p.lapsesAt")
  List<UUID> lapsing(Instant now, Duration served, Collection<UUID> busy, Limit limit);

  @Query("select min(p.lapsesAt) from ProcessEntity p where p.heartbeatTtl <= :served")
  Optional<Instant> nextLapse(Duration served);
}
