package org.daxlease.coordination;

import java.util.Optional;
import java.util.UUID;
import org.springframework.data.jpa.repository.JpaRepository;
import org.springframework.data.jpa.repository.JpaSpecificationExecutor;

interface LeaseRepository
    extends JpaRepository<LeaseEntity, UUID>, JpaSpecificationExecutor<LeaseEntity> {

  Optional<LeaseEntity> findByFileIdAndProcessIdAndLiveTrue(UUID fileId, UUID processId);
}
