package org.daxlease.coordination;

import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.UUID;
import org.daxlease.protocol.SignalKind;
import org.jspecify.annotations.Nullable;

/** A signal that was sent; its id is the position of its journal entry. */
@Entity
@Table(name = "signal")
class SignalEntity {

  @Id long position;
  @Nullable UUID breakId;
  UUID processId = new UUID(0, 0);

  @Enumerated(EnumType.STRING)
  SignalKind kind = SignalKind.SIGIO;

  Instant sentAt = Instant.EPOCH;
  @Nullable Instant acknowledgedAt;

  protected SignalEntity() {}

  SignalEntity(long position, @Nullable UUID breakId, UUID processId, SignalKind kind, Instant at) {
    this.position = position;
    this.breakId = breakId;
    this.processId = processId;
    this.kind = kind;
    this.sentAt = at;
  }
}
