package org.daxlease.coordination;

import org.jspecify.annotations.Nullable;

/** The state in which a client wants to find what it changes (RFC 9110, section 13.1). */
@FunctionalInterface
public interface Precondition {

  /** Whether it holds for a thing of this version; null: there is no such thing. */
  boolean holds(@Nullable Long version);
}
