package org.daxlease.coordination;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.data.jpa.repository.JpaRepository;
import org.springframework.data.jpa.repository.JpaSpecificationExecutor;
import org.springframework.data.jpa.repository.Query;

interface LeaseRepository
    extends JpaRepository<LeaseEntity, UUID>, JpaSpecificationExecutor<LeaseEntity> {

  @Query(
      """
      select new org.daxlease.coordination.Belongs(l.id, l.processId, l.fileId)
      from LeaseEntity l where l.id in :ids
      """)
  List<Belongs> places(Collection<UUID> ids);

  @Query(
      """
      select l from LeaseEntity l
      where l.fileId in :files and l.processId in :processes and l.live = true
      """)
  List<LeaseEntity> live(Collection<UUID> files, Collection<UUID> processes);

  @Query(
      """
      select l from LeaseEntity l
      where l.fileId = :file and l.live = true and l.rangeStart < :end and l.rangeEnd > :start
      """)
  List<LeaseEntity> liveOver(UUID file, long start, long end);

  Optional<LeaseEntity> findByFileIdAndProcessIdAndLiveTrue(UUID fileId, UUID processId);
}
