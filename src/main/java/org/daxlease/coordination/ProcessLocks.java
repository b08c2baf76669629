package org.daxlease.coordination;

import jakarta.persistence.EntityManager;
import java.util.Collection;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.hibernate.Session;
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
  Map<UUID, ProcessEntity> share(Collection<UUID> ids) {
    return entities
        .unwrap(Session.class)
        .createNativeQuery(statement, ProcessEntity.class)
        .setParameter("ids", ids.toArray(UUID[]::new))
        .getResultStream()
        .collect(Collectors.toMap(p -> p.id, p -> p));
  }
}
