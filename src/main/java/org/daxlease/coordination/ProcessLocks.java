package org.daxlease.coordination;

import jakarta.persistence.EntityManager;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import org.hibernate.dialect.PostgreSQLDialect;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.springframework.stereotype.Component;

/** Shared locks of processes, which H2 does not have: it takes the whole lock. */
@Component
class ProcessLocks {

  private final EntityManager entities;
  private final String statement;

  ProcessLocks(EntityManager entities) {
    this.entities = entities;
    var database =
        entities
            .getEntityManagerFactory()
            .unwrap(SessionFactoryImplementor.class)
            .getJdbcServices()
            .getDialect();
    this.statement =
        "select p.* from process p where p.id = any(:ids) order by p.id for "
            + (database instanceof PostgreSQLDialect ? "share" : "update");
  }

  /** For those who add something: the process cannot go meanwhile. */
  List<ProcessEntity> share(Collection<UUID> ids) {
    return entities
        .createNativeQuery(statement, ProcessEntity.class)
        .setParameter("ids", ids.toArray(UUID[]::new))
        .getResultList();
  }
}
