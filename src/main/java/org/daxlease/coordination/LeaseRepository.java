package org.daxlease.coordination;

import java.util.UUID;
import org.springframework.data.jpa.repository.JpaRepository;
import org.springframework.data.jpa.repository.JpaSpecificationExecutor;

interface LeaseRepository
    extends JpaRepository<LeaseEntity, UUID>, JpaSpecificationExecutor<LeaseEntity> {}
