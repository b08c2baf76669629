package org.daxlease.coordination;

import jakarta.persistence.LockModeType;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.springframework.data.domain.Limit;
import org.springframework.data.jpa.repository.JpaRepository;
import org.springframework.data.jpa.repository.Lock;
import org.springframework.data.jpa.repository.Query;

interface FilesystemRepository extends JpaRepository<FilesystemEntity, String> {

  @Lock(LockModeType.PESSIMISTIC_WRITE)
  @Query("select f from FilesystemEntity f where f.name = :name")
  Optional<FilesystemEntity> lock(String name);

  List<FilesystemEntity> findByNameIn(Collection<String> names);

  List<FilesystemEntity> findByNameGreaterThanOrderByName(String after, Limit limit);
}
