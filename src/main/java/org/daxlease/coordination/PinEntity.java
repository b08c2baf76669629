package org.daxlease.coordination;

import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import jakarta.persistence.Version;
import java.time.Instant;
import java.util.UUID;
import org.daxlease.protocol.Access;
import org.daxlease.protocol.ByteRange;
import org.daxlease.protocol.Pin;
import org.daxlease.protocol.PinState;
import org.daxlease.protocol.Term;
import org.jspecify.annotations.Nullable;

/** A pin. */
@Entity
@Table(name = "pin")
class PinEntity {

  @Id UUID id = new UUID(0, 0);
  UUID fileId = new UUID(0, 0);
  UUID processId = new UUID(0, 0);
  UUID mappingId = new UUID(0, 0);
  @Nullable UUID leaseId;
  @Nullable UUID breakId;
  long rangeStart;
  long rangeEnd;
  @Nullable Long node;

  @Enumerated(EnumType.STRING)
  Access access = Access.READ;

  @Enumerated(EnumType.STRING)
  Term term = Term.LONGTERM;

  long generation;

  @Enumerated(EnumType.STRING)
  PinState state = PinState.PINNED;

  boolean detached;
  boolean overstayed;
  Instant pinnedAt = Instant.EPOCH;
  @Nullable Instant endedAt;
  @Nullable String reason;
  @Version @Nullable Long version;

  protected PinEntity() {}

  PinEntity(UUID fileId, Pin fact, Instant now) {
    this.id = fact.id();
    this.fileId = fileId;
    this.access = fact.use().access();
    this.term = fact.use().term();
    this.generation = fact.generation();
    this.pinnedAt = now;
    become(fact, now, null);
  }

  /** Any pin of a group: no row, and never written. */
  static PinEntity standIn(UUID fileId, PinGroup group, ByteRange range) {
    var any = new PinEntity();
    any.id = UUID.randomUUID();
    any.fileId = fileId;
    any.processId = group.processId();
    any.leaseId = group.leaseId();
    any.breakId = group.breakId();
    any.rangeStart = range.start();
    any.rangeEnd = range.end();
    any.term = group.term();
    any.overstayed = group.overstayed();
    return any;
  }

  Pin fact() {
    return new Pin(
        id,
        new Pin.Place(processId, mappingId),
        new ByteRange(rangeStart, rangeEnd),
        new Pin.Use(access, term),
        generation,
        new Pin.Standing(state, leaseId, breakId, detached, overstayed));
  }

  /** Whether it lies in a range, without making a fact of it. */
  boolean overlaps(ByteRange range) {
    return rangeStart < range.end() && range.start() < rangeEnd;
  }

  final void become(Pin fact, Instant now, @Nullable String why) {
    processId = fact.processId();
    mappingId = fact.place().mappingId();
    leaseId = fact.leaseId();
    breakId = fact.breakId();
    rangeStart = fact.range().start();
    rangeEnd = fact.range().end();
    node = fact.isBlocking() ? IntervalTree.fork(fact.range()) : null;
    detached = fact.standing().detached();
    overstayed = fact.standing().overstayed();
    if (state.mayBecome(fact.standing().state())) {
      state = fact.standing().state();
      endedAt = now;
      reason = why;
    }
  }
}
