package org.daxlease.coordination;

import jakarta.persistence.LockModeType;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.data.domain.Limit;
import org.springframework.data.jpa.repository.JpaRepository;
import org.springframework.data.jpa.repository.JpaSpecificationExecutor;
import org.springframework.data.jpa.repository.Lock;
import org.springframework.data.jpa.repository.Modifying;
import org.springframework.data.jpa.repository.Query;

interface ProcessRepository
    extends JpaRepository<ProcessEntity, UUID>, JpaSpecificationExecutor<ProcessEntity> {

  /** For those who add something: the process cannot go meanwhile. H2 takes the whole lock. */
  @Lock(LockModeType.PESSIMISTIC_READ)
  @Query("select p from ProcessEntity p where p.id in :ids order by p.id")
  List<ProcessEntity> share(Collection<UUID> ids);

  /** For exit, fence, lapse, heartbeat and kill. */
  @Lock(LockModeType.PESSIMISTIC_WRITE)
  @Query("select p from ProcessEntity p where p.id in :ids order by p.id")
  List<ProcessEntity> lock(Collection<UUID> ids);

  @Query("select p.id from ProcessEntity p where p.identity = :identity")
  Optional<UUID> idOf(String identity);

  /** The one SIGKILL of a process; 0 rows if it has had it. */
  @Modifying
  @Query(
      "update versioned ProcessEntity p set p.killed = true where p.id = :id and p.killed = false")
  int markKilled(UUID id);

  @Query("select p.id from ProcessEntity p where p.lapsesAt <= :now order by p.lapsesAt")
  List<UUID> lapsing(Instant now, Limit limit);

  @Query("select min(p.lapsesAt) from ProcessEntity p")
  Optional<Instant> nextLapse();
}
