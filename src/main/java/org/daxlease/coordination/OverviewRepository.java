package org.daxlease.coordination;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.daxlease.protocol.OperationState;
import org.springframework.data.jpa.repository.Query;
import org.springframework.data.repository.Repository;

interface OverviewRepository extends Repository<OperationEntity, UUID> {

  /** How many operations are in a state. */
  record Count(OperationState state, long number) {}

  @Query("select count(f) from FileEntity f where f.removed = false")
  long files();

  @Query("select count(p) from ProcessEntity p where p.state = RUNNING")
  long processes();

  @Query("select count(p) from PinEntity p where p.state = PINNED")
  long pins();

  @Query("select count(l) from LeaseEntity l where l.live = true")
  long leases();

  @Query(
      """
      select count(p) from ProcessEntity p
      where p.state = RUNNING and (p.principal = :owner or p.host in :hosts)
      """)
  long processesOf(String owner, Collection<String> hosts);

  @Query(
      """
      select count(p) from PinEntity p join ProcessEntity o on o.id = p.processId
      where p.state = PINNED and (o.principal = :owner or o.host in :hosts)
      """)
  long pinsOf(String owner, Collection<String> hosts);

  @Query(
      """
      select count(l) from LeaseEntity l join ProcessEntity o on o.id = l.processId
      where l.live = true and (o.principal = :owner or o.host in :hosts)
      """)
  long leasesOf(String owner, Collection<String> hosts);

  @Query(
      """
      select new org.daxlease.coordination.OverviewRepository$Count(o.state, count(o))
      from OperationEntity o group by o.state
      """)
  List<Count> operations();

  @Query(
      """
      select o from OperationEntity o where o.state in (QUEUED, BREAKING)
      order by o.requestedAt, o.id fetch first 1 rows only
      """)
  Optional<OperationEntity> oldestWaiting();

  @Query("select f.path from FileEntity f where f.id = :id")
  Optional<String> pathOf(UUID id);
}
