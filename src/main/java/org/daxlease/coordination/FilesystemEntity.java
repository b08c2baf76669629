package org.daxlease.coordination;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import jakarta.persistence.Version;
import java.time.Instant;
import org.daxlease.protocol.PolicyOverrides;
import org.jspecify.annotations.Nullable;

/** A filesystem: a name, and a policy for its files. */
@Entity
@Table(name = "filesystem")
class FilesystemEntity {

  @Id String name = "";
  @Nullable String type;
  PolicyOverrides policy = PolicyOverrides.NONE;
  @Version @Nullable Long version;
  Instant createdAt = Instant.EPOCH;

  protected FilesystemEntity() {}

  FilesystemEntity(String name, @Nullable String type, PolicyOverrides policy, Instant now) {
    this.name = name;
    this.type = type;
    this.policy = policy;
    this.createdAt = now;
  }
}
