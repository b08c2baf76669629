package org.daxlease.coordination;

import java.util.UUID;
import org.springframework.data.jpa.repository.JpaRepository;
import org.springframework.data.jpa.repository.JpaSpecificationExecutor;

interface MappingRepository
    extends JpaRepository<MappingEntity, UUID>, JpaSpecificationExecutor<MappingEntity> {}
