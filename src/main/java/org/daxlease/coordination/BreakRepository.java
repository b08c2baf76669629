package org.daxlease.coordination;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.daxlease.protocol.BreakRules;
import org.springframework.data.domain.Limit;
import org.springframework.data.jpa.repository.JpaRepository;
import org.springframework.data.jpa.repository.Query;

interface BreakRepository extends JpaRepository<BreakEntity, UUID> {

  @Query(
      """
      select b.processId from BreakEntity b, OperationBreakEntity j
      where j.operationId = :operation and b.id = j.breakId and b.running = true
      """)
  List<UUID> processesOf(UUID operation);

  @Query(
      """
      select new org.daxlease.coordination.Due(b.id, b.fileId, b.dueAt)
      from BreakEntity b where b.dueAt <= :now and b.fileId not in :busy
      order by b.dueAt
      """)
  List<Due> due(Instant now, Collection<UUID> busy, Limit limit);

  /** The processes that the next step of these breaks may kill, as {@link BreakRules#mayKill}. */
  @Query(
      """
      select b.processId from BreakEntity b
      where b.id in :ids and b.running = true and b.fenceAt is null
        and (b.stage = SIGBUS and b.escalation <> SIGBUS_ONLY
          or b.stage = SIGIO and b.escalation = SIGKILL)
      """)
  List<UUID> killable(Collection<UUID> ids);

  /** The files on which a process has breaks that fence it if it lapses. */
  @Query(
      """
      select distinct b.fileId from BreakEntity b
      where b.processId = :process and b.running = true and b.lapsedHolder = FENCE
      """)
  List<UUID> fencing(UUID process);

  @Query("select min(b.dueAt) from BreakEntity b")
  Optional<Instant> nextDeadline();

  /**
   * Running breaks of leases with the operations that want their pins: the oldest that waits first,
   * and what NOWAIT left behind at the end.
   */
  @Query(
      """
      select new org.daxlease.coordination.LeaseBreakNote(b.leaseId, o.id, b.stage, b.deadline)
      from BreakEntity b, OperationBreakEntity j, OperationEntity o
      where b.leaseId in :leases and b.running = true and j.breakId = b.id
        and o.id = j.operationId and o.state in (QUEUED, BREAKING, REFUSED)
        and exists (select 1 from PinEntity p where p.breakId = b.id
          and p.rangeStart < o.affectedEnd and p.rangeEnd > o.affectedStart)
      order by case when o.state = REFUSED then 1 else 0 end, o.arrival
      """)
  List<LeaseBreakNote> ofLeases(Collection<UUID> leases);

  @Query(
      """
      select b from BreakEntity b, OperationBreakEntity j
      where j.operationId = :operation and b.id = j.breakId order by b.begunAt, b.id
      """)
  List<BreakEntity> ofOperation(UUID operation);

  /** A break that an operation waits or waited for. */
  record Joined(UUID operationId, BreakEntity row) {}

  @Query(
      """
      select new org.daxlease.coordination.BreakRepository$Joined(j.operationId, b)
      from BreakEntity b, OperationBreakEntity j
      where j.operationId in :operations and b.id = j.breakId order by b.begunAt, b.id
      """)
  List<Joined> ofOperations(Collection<UUID> operations);
}
