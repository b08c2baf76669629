package org.daxlease.coordination;

import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import jakarta.persistence.Version;
import java.time.Instant;
import java.util.UUID;
import org.daxlease.protocol.Backing;
import org.daxlease.protocol.FileFacts;
import org.daxlease.protocol.Policy;
import org.daxlease.protocol.PolicyOverrides;
import org.daxlease.protocol.RangeSet;
import org.jspecify.annotations.Nullable;

/** A registered file. Its row is the lock of everything that refers to the file. */
@Entity
@Table(name = "file")
class FileEntity {

  @Id UUID id = new UUID(0, 0);
  String filesystem = "";
  String path = "";
  @Nullable String pathKey;

  @Enumerated(EnumType.STRING)
  Backing backing = Backing.DAX;

  long size;
  int pageSize;
  long generation;
  long lastToken;
  long lastArrival;
  PolicyOverrides policy = PolicyOverrides.NONE;
  @Nullable String presumedFree;
  boolean removed;
  @Version @Nullable Long version;
  Instant createdAt = Instant.EPOCH;

  protected FileEntity() {}

  FileEntity(FileName name, FileFacts facts, PolicyOverrides policy, Instant now) {
    this.id = facts.id();
    this.filesystem = name.filesystem();
    this.path = name.path();
    this.pathKey = name.key();
    this.backing = facts.shape().backing();
    this.pageSize = facts.pageSize();
    this.policy = policy;
    this.createdAt = now;
    become(facts);
  }

  FileFacts facts(Policy effective) {
    return new FileFacts(
        id,
        new FileFacts.Shape(backing, size, pageSize),
        new FileFacts.Sequence(generation, lastToken, lastArrival),
        effective,
        RangeSet.parse(presumedFree),
        removed);
  }

  final void become(FileFacts facts) {
    size = facts.size();
    generation = facts.sequence().generation();
    lastToken = facts.sequence().lastToken();
    lastArrival = facts.sequence().lastArrival();
    presumedFree = facts.presumedFree().text();
    if (facts.removed()) {
      remove();
    }
  }

  /** The registration is gone; the name is free. */
  final void remove() {
    removed = true;
    pathKey = null;
  }
}
