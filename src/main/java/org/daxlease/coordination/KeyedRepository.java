package org.daxlease.coordination;

import java.util.Collection;
import java.util.List;
import java.util.UUID;
import org.springframework.data.jpa.repository.JpaRepository;
import org.springframework.data.repository.NoRepositoryBean;

/** Rows that are read by many ids at once. */
@NoRepositoryBean
interface KeyedRepository<E> extends JpaRepository<E, UUID> {

  /** An array, unlike a list, makes no statement of its own for each length. */
  List<E> withIds(UUID[] ids);

  default List<E> byIds(Collection<UUID> ids) {
    return withIds(ids.toArray(UUID[]::new));
  }
}
