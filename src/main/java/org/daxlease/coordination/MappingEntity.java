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
import org.daxlease.protocol.Mapping;
import org.daxlease.protocol.MappingState;
import org.daxlease.protocol.Protection;
import org.jspecify.annotations.Nullable;

/** A mapping of a file into a process. */
@Entity
@Table(name = "mapping")
class MappingEntity {

  @Id UUID id = new UUID(0, 0);
  UUID processId = new UUID(0, 0);
  UUID fileId = new UUID(0, 0);
  long rangeStart;
  long rangeEnd;
  long validEnd;

  @Enumerated(EnumType.STRING)
  Protection protection = Protection.READ;

  @Enumerated(EnumType.STRING)
  MappingState state = MappingState.MAPPED;

  Instant createdAt = Instant.EPOCH;
  @Nullable Instant endedAt;
  @Nullable String reason;
  @Version @Nullable Long version;

  protected MappingEntity() {}

  MappingEntity(UUID fileId, Mapping fact, Instant now) {
    this.id = fact.id();
    this.processId = fact.processId();
    this.fileId = fileId;
    this.rangeStart = fact.range().start();
    this.rangeEnd = fact.range().end();
    this.protection = fact.protection();
    this.createdAt = now;
    become(fact, now, null);
  }

  FileProcess fileProcess() {
    return new FileProcess(fileId, processId);
  }

  Mapping fact() {
    return new Mapping(
        id, processId, new ByteRange(rangeStart, rangeEnd), protection, validEnd, state);
  }

  final void become(Mapping fact, Instant now, @Nullable String why) {
    validEnd = fact.validEnd();
    if (state.mayBecome(fact.state())) {
      state = fact.state();
      endedAt = now;
      reason = why;
    }
  }
}
