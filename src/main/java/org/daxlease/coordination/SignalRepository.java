package org.daxlease.coordination;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import org.springframework.data.jpa.repository.JpaRepository;
import org.springframework.data.jpa.repository.Modifying;
import org.springframework.data.jpa.repository.Query;

interface SignalRepository extends JpaRepository<SignalEntity, Long> {

  /** Signals that nobody acknowledged and whose break still runs. */
  @Query(
      """
      select s.position from SignalEntity s, BreakEntity b
      where s.processId = :process and s.acknowledgedAt is null
        and b.id = s.breakId and b.running = true
      order by s.position
      """)
  List<Long> pending(UUID process);

  List<SignalEntity> findByBreakIdOrderByPosition(UUID breakId);

  @Modifying
  @Query(
      """
      update SignalEntity s set s.acknowledgedAt = :now
      where s.processId = :process and s.position in :positions and s.acknowledgedAt is null
      """)
  int acknowledge(UUID process, Collection<Long> positions, Instant now);

  /** The signals of all breaks that these operations wait or waited for. */
  @Query(
      """
      select distinct s from SignalEntity s, OperationBreakEntity j
      where j.operationId in :operations and s.breakId = j.breakId order by s.position
      """)
  List<SignalEntity> ofOperations(Collection<UUID> operations);
}
