package org.daxlease.coordination;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The state in which a client wants to find what it changes (RFC 9110, section 13.1.1). */
public sealed interface IfMatch {

  /** Whether a thing of this version is changed; null where there is none. */
  boolean holds(@Nullable Long version);

  /** As it is, or as it is not. */
  record NoCondition() implements IfMatch {
    @Override
    public boolean holds(@Nullable Long version) {
      return true;
    }
  }

  /** {@code *}: as it is, but there must be one. */
  record IsThere() implements IfMatch {
    @Override
    public boolean holds(@Nullable Long version) {
      return version != null;
    }
  }

  /** In one of these versions; none of them is what cannot be read as one. */
  record OneOf(Set<Long> versions) implements IfMatch {
    @Override
    public boolean holds(@Nullable Long version) {
      return version != null && versions.contains(version);
    }
  }
}
