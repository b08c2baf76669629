package org.daxlease.coordination;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;
import java.io.Serializable;
import java.util.UUID;

/** An operation waits, or waited, for a break. */
@Entity
@Table(name = "operation_break")
@IdClass(OperationBreakEntity.Key.class)
class OperationBreakEntity {

  @Id UUID operationId = new UUID(0, 0);
  @Id UUID breakId = new UUID(0, 0);

  protected OperationBreakEntity() {}

  OperationBreakEntity(UUID operationId, UUID breakId) {
    this.operationId = operationId;
    this.breakId = breakId;
  }

  record Key(UUID operationId, UUID breakId) implements Serializable {}
}
