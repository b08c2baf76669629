package org.daxlease.coordination;

import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.data.jpa.repository.JpaSpecificationExecutor;
import org.springframework.data.jpa.repository.Query;

interface LeaseRepository
    extends KeyedRepository<LeaseEntity>, JpaSpecificationExecutor<LeaseEntity> {

  /**
   * The live leases of processes on files, which are named in pairs: joined to them and not looked
   * for in two lists, of which H2 goes through one for each row of the other.
   */
  @Query(
      nativeQuery = true,
      value =
          """
          select l.* from unnest(:files, :processes) v (file_id, process_id)
            join lease l on l.file_id = v.file_id and l.process_id = v.process_id and l.live = true
          """)
  List<LeaseEntity> live(UUID[] files, UUID[] processes);

  @Query(
      """
      select l from LeaseEntity l
      where l.fileId = :file and l.live = true and l.rangeStart < :end and l.rangeEnd > :start
      """)
  List<LeaseEntity> liveOver(UUID file, long start, long end);

  Optional<LeaseEntity> findByFileIdAndProcessIdAndLiveTrue(UUID fileId, UUID processId);

  @Query(nativeQuery = true, value = "select l.* from lease l where l.id = any(:ids)")
  @Override
  List<LeaseEntity> withIds(UUID[] ids);
}
