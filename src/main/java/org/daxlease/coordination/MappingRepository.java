package org.daxlease.coordination;

import java.util.List;
import java.util.UUID;
import org.daxlease.protocol.MappingState;
import org.springframework.data.jpa.repository.JpaSpecificationExecutor;
import org.springframework.data.jpa.repository.Modifying;
import org.springframework.data.jpa.repository.Query;

interface MappingRepository
    extends KeyedRepository<MappingEntity>, JpaSpecificationExecutor<MappingEntity> {

  /** What processes have mapped of files, which are named in pairs. */
  @Query(
      nativeQuery = true,
      value =
          """
          select m.* from unnest(:files, :processes) v (file_id, process_id)
            join mapping m on m.file_id = v.file_id and m.process_id = v.process_id
              and m.state = 'MAPPED'
          """)
  List<MappingEntity> mapped(UUID[] files, UUID[] processes);

  List<MappingEntity> findByFileIdAndState(UUID fileId, MappingState state);

  /** A truncate cuts every mapping that reaches behind the new end, for good. */
  @Modifying
  @Query(
      """
      update versioned MappingEntity m set m.validEnd = :end
      where m.fileId = :file and m.state = MAPPED and m.validEnd > :end
      """)
  int cut(UUID file, long end);

  @Query(nativeQuery = true, value = "select m.* from mapping m where m.id = any(:ids)")
  @Override
  List<MappingEntity> withIds(UUID[] ids);
}
