package org.daxlease.bench;

import java.util.Optional;

/** Closes what there may be. */
record Closing<T extends AutoCloseable>(Optional<T> get) implements AutoCloseable {

  @Override
  public void close() throws Exception {
    if (get.isPresent()) {
      get.get().close();
    }
  }
}
