package org.daxlease.client;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A page of a list; the cursor leads to the next one, null at the end. */
public record Page<T>(List<T> items, @Nullable String nextCursor) {

  /** Has a list, be it empty. */
  public Page {
    Objects.requireNonNull(items);
  }
}
