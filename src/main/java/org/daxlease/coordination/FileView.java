package org.daxlease.coordination;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.time.Instant;
import java.util.UUID;
import org.daxlease.protocol.Backing;
import org.daxlease.protocol.Policy;
import org.daxlease.protocol.PolicyOverrides;

/** A registered file as it is shown. */
public record FileView(
    UUID id,
    String filesystem,
    String path,
    Backing backing,
    long size,
    int pageSize,
    long generation,
    Policy policy,
    PolicyOverrides policyOverrides,
    Instant createdAt,
    @JsonIgnore long version) {

  static FileView of(FileEntity row, Policy effective) {
    return new FileView(
        row.id,
        row.filesystem,
        row.path,
        row.backing,
        row.size,
        row.pageSize,
        row.generation,
        effective,
        row.policy,
        row.createdAt,
        row.version == null ? 0 : row.version);
  }
}
