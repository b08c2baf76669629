package org.daxlease.coordination;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import org.springframework.data.jpa.repository.JpaRepository;
import org.springframework.data.jpa.repository.Modifying;
import org.springframework.data.jpa.repository.Query;

interface SignalRepository extends JpaRepository<SignalEntity, Long> {

  /** See {@link #pending}. */
  String PENDING =
      """
      select r.position
        from (select s.position,
                     row_number() over (partition by s.break_id, s.kind order by s.position desc) as age
                from lease_break b join signal s on s.break_id = b.id
               where b.process_id = any(:processes) and b.running and s.acknowledged_at is null) r
       where r.age <= 100
      """;

  /**
   * Signals that nobody acknowledged and whose break still runs; of a SIGBUS that is sent again and
   * again the last hundred.
   */
  default List<Long> pending(UUID process) {
    return pendingOf(new UUID[] {process});
  }

  @Query(nativeQuery = true, value = PENDING + " order by 1")
  List<Long> pendingOf(UUID[] processes);

  /**
   * The same of several processes, and notices that nobody acknowledged: nothing waits for what
   * they tell of. Of those that the journal still has the last hundred of each process, as some
   * will never be acknowledged.
   */
  default List<Long> unacknowledged(Collection<UUID> processes) {
    return unacknowledgedOf(processes.toArray(UUID[]::new));
  }

  @Query(
      nativeQuery = true,
      value =
          PENDING
              + """
              union all
              select n.position
                from (select s.position,
                             row_number() over (partition by s.process_id order by s.position desc) as age
                        from signal s
                       where s.process_id = any(:processes) and s.acknowledged_at is null
                         and s.break_id is null
                         and s.position >= (select coalesce(min(j.position), 0) from journal j)) n
               where n.age <= 100
               order by 1
              """)
  List<Long> unacknowledgedOf(UUID[] processes);

  List<SignalEntity> findByBreakIdOrderByPosition(UUID breakId);

  /**
   * Locks signals, in the one order of whoever locks several: those who acknowledge and those who
   * write down how they arrived come at the same time.
   */
  default void lock(Collection<Long> positions) {
    lockAll(positions.toArray(Long[]::new));
  }

  @Query(
      nativeQuery = true,
      value =
          """
          select s.position from signal s
           where s.position = any(:positions) order by s.position for update
          """)
  List<Long> lockAll(Long[] positions);

  /** The same for those of these signals that their processes have not acknowledged. */
  default List<SignalEntity> lockUnacknowledged(
      Collection<Long> positions, Collection<UUID> processes) {
    return lockUnacknowledgedOf(positions.toArray(Long[]::new), processes.toArray(UUID[]::new));
  }

  @Query(
      nativeQuery = true,
      value =
          """
          select s.* from signal s
           where s.position = any(:positions) and s.process_id = any(:processes)
             and s.acknowledged_at is null
           order by s.position for update
          """)
  List<SignalEntity> lockUnacknowledgedOf(Long[] positions, UUID[] processes);

  @Modifying
  @Query("update SignalEntity s set s.acknowledgedAt = :now where s.position in :positions")
  void acknowledge(Collection<Long> positions, Instant now);

  @Modifying
  @Query(
      """
      update SignalEntity s set s.streamedAt = :now
      where s.position in :positions and s.streamedAt is null
      """)
  int streamed(Collection<Long> positions, Instant now);

  @Modifying
  @Query(
      """
      update SignalEntity s set s.webhookAt = :now
      where s.position in :positions and s.webhookAt is null
      """)
  int takenByWebhook(Collection<Long> positions, Instant now);

  /** Whose process a signal is for. */
  record Holder(long position, String principal, String host) {}

  @Query(
      """
      select new org.daxlease.coordination.SignalRepository$Holder(s.position, p.principal, p.host)
      from SignalEntity s, ProcessEntity p
      where s.position in :positions and p.id = s.processId
      """)
  List<Holder> holders(Collection<Long> positions);

  /** A signal of a running break whose deadline counts from its delivery. */
  record Awaited(long position, UUID breakId, UUID fileId) {}

  @Query(
      """
      select new org.daxlease.coordination.SignalRepository$Awaited(s.position, b.id, b.fileId)
      from SignalEntity s, BreakEntity b
      where s.position in :positions and b.id = s.breakId and b.running = true
        and b.deadlineFrom = DELIVERED and b.deadline is not null
      """)
  List<Awaited> awaited(Collection<Long> positions);

  /** The last signal that a break has sent. */
  @Query("select max(s.position) from SignalEntity s where s.breakId = :leaseBreak")
  long last(UUID leaseBreak);

  /** The signals of these breaks, of which an operation may have joined very many. */
  default List<SignalEntity> ofBreaks(Collection<UUID> breaks) {
    return sentBy(breaks.toArray(UUID[]::new));
  }

  @Query(
      nativeQuery = true,
      value = "select s.* from signal s where s.break_id = any(:breaks) order by s.position")
  List<SignalEntity> sentBy(UUID[] breaks);

  /** The signals of all breaks that these operations wait or waited for. */
  @Query(
      """
      select distinct s from SignalEntity s, OperationBreakEntity j
      where j.operationId in :operations and s.breakId = j.breakId order by s.position
      """)
  List<SignalEntity> ofOperations(Collection<UUID> operations);
}
