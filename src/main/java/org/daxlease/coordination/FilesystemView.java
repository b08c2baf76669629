package org.daxlease.coordination;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.time.Instant;
import org.daxlease.protocol.Policy;
import org.daxlease.protocol.PolicyOverrides;
import org.jspecify.annotations.Nullable;

/** A filesystem as it is shown. */
public record FilesystemView(
    String name,
    @Nullable String type,
    Policy policy,
    PolicyOverrides policyOverrides,
    Instant createdAt,
    @JsonIgnore long version) {

  static FilesystemView of(FilesystemEntity row, Policy defaults) {
    return new FilesystemView(
        row.name,
        row.type,
        defaults.with(row.policy),
        row.policy,
        row.createdAt,
        row.version == null ? 0 : row.version);
  }
}
