package org.daxlease.coordination;

import java.util.Collection;
import java.util.List;
import java.util.UUID;
import org.springframework.data.jpa.repository.JpaSpecificationExecutor;
import org.springframework.data.jpa.repository.Query;

interface PinRepository extends KeyedRepository<PinEntity>, JpaSpecificationExecutor<PinEntity> {

  /** The three arms of {@link IntervalTree}; only rows that overlap are read. */
  String OVERLAP =
      """
      select p.* from pin p
        where p.file_id = :file and p.node between :first and :last
      union all
      select p.* from unnest(:left) v (node)
        join pin p on p.file_id = :file and p.node = v.node and p.range_end > :start
      union all
      select p.* from unnest(:right) v (node)
        join pin p on p.file_id = :file and p.node = v.node and p.range_start < :end
      """;

  /** One pin that holds up a range and will still be there; enough to know that it is held up. */
  @Query(
      nativeQuery = true,
      value =
          "select * from ("
              + OVERLAP
              + ") p where p.id not in (:leaving) and p.process_id not in (:departing)"
              + " fetch first 1 rows only")
  List<PinEntity> witness(
      UUID file,
      long first,
      long last,
      Long[] left,
      Long[] right,
      long start,
      long end,
      Collection<UUID> leaving,
      Collection<UUID> departing);

  /** The live pins of processes on files, which are named in pairs. */
  @Query(
      nativeQuery = true,
      value =
          """
          select p.* from unnest(:files, :processes) v (file_id, process_id)
            join pin p on p.file_id = v.file_id and p.process_id = v.process_id
              and p.state = 'PINNED'
          """)
  List<PinEntity> live(UUID[] files, UUID[] processes);

  List<PinEntity> findByBreakIdIn(Collection<UUID> breakIds);

  /** The pins that running breaks of these operations still want gone. */
  @Query(
      """
      select distinct p from PinEntity p, OperationBreakEntity j
      where j.operationId in :operations and p.breakId = j.breakId
      """)
  List<PinEntity> brokenFor(Collection<UUID> operations);

  @Query(nativeQuery = true, value = "select p.* from pin p where p.id = any(:ids)")
  @Override
  List<PinEntity> withIds(UUID[] ids);
}
