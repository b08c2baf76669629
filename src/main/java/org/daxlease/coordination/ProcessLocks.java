package org.daxlease.coordination;

import jakarta.persistence.EntityManager;
import java.util.Collection;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.daxlease.sql.Databases;
import org.hibernate.Session;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.stereotype.Component;

/** Shared locks of processes, which H2 does not have: it takes the whole lock. */
@Component
class ProcessLocks {

  private final EntityManager entities;
  private final String statement;

  ProcessLocks(EntityManager entities, JdbcConnectionDetails database) {
    this.entities = entities;
    this.statement =
        "select p.* from process p where p.id = any(:ids) order by p.id for "
            + (Databases.isH2(database) ? "update" : "share");
  }

  /** For those who add something: the process cannot go meanwhile. */
  Map<UUID, ProcessEntity> share(Collection<UUID> ids) {
    return entities
        .unwrap(Session.class)
        .createNativeQuery(statement, ProcessEntity.class)
        .setParameter("ids", ids.toArray(UUID[]::new))
        .getResultStream()
        .collect(Collectors.toMap(p -> p.id, p -> p));
  }
}
