package org.daxlease.coordination;

import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import jakarta.persistence.Version;
import java.time.Instant;
import java.util.UUID;
import org.daxlease.protocol.ByteRange;
import org.daxlease.protocol.Lease;
import org.daxlease.protocol.LeaseOrigin;
import org.daxlease.protocol.LeaseState;
import org.jspecify.annotations.Nullable;

/** A lease. */
@Entity
@Table(name = "lease")
class LeaseEntity {

  @Id UUID id = new UUID(0, 0);
  UUID processId = new UUID(0, 0);
  UUID fileId = new UUID(0, 0);
  long rangeStart;
  long rangeEnd;
  boolean breakable;

  @Enumerated(EnumType.STRING)
  LeaseOrigin origin = LeaseOrigin.EXPLICIT;

  @Enumerated(EnumType.STRING)
  LeaseState state = LeaseState.HELD;

  @Nullable Boolean live;
  boolean released;
  int pins;
  long epoch;
  Instant takenAt = Instant.EPOCH;
  @Nullable Instant endedAt;
  @Version @Nullable Long version;

  protected LeaseEntity() {}

  LeaseEntity(UUID fileId, Lease fact, Instant now) {
    this.id = fact.id();
    this.processId = fact.processId();
    this.fileId = fileId;
    this.takenAt = now;
    become(fact, now);
  }

  Lease fact() {
    return new Lease(
        id,
        processId,
        new ByteRange(rangeStart, rangeEnd),
        breakable,
        new Lease.Standing(state, origin, released, pins, epoch));
  }

  final void become(Lease fact, Instant now) {
    rangeStart = fact.range().start();
    rangeEnd = fact.range().end();
    breakable = fact.breakable();
    origin = fact.standing().origin();
    released = fact.standing().released();
    pins = fact.pins();
    epoch = fact.standing().epoch();
    state = fact.state();
    live = state.isLive() ? true : null;
    if (state.isFinal() && endedAt == null) {
      endedAt = now;
    }
  }
}
