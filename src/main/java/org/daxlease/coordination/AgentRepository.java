package org.daxlease.coordination;

import jakarta.persistence.LockModeType;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.springframework.data.jpa.repository.JpaRepository;
import org.springframework.data.jpa.repository.Lock;
import org.springframework.data.jpa.repository.Query;

interface AgentRepository extends JpaRepository<AgentEntity, String> {

  /** For a sign of life. */
  @Lock(LockModeType.PESSIMISTIC_WRITE)
  @Query("select a from AgentEntity a where a.host = :host")
  Optional<AgentEntity> lock(String host);

  /** For a fence: the agent gives no sign of life meanwhile. H2 takes the whole lock. */
  @Lock(LockModeType.PESSIMISTIC_READ)
  @Query("select a from AgentEntity a where a.host in :hosts order by a.host")
  List<AgentEntity> share(Collection<String> hosts);

  List<AgentEntity> findByHostIn(Collection<String> hosts);
}
