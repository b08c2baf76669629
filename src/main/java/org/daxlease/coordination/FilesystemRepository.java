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

  @Query(nativeQuery = true, value = "select f.* from filesystem f where f.name = any(:names)")
  List<FilesystemEntity> named(String[] names);

  default List<FilesystemEntity> named(Collection<String> names) {
    return named(names.toArray(String[]::new));
  }

  @Query("select f.name from FilesystemEntity f")
  List<String> names();

  List<FilesystemEntity> findByNameGreaterThanOrderByName(String after, Limit limit);
}
