package org.daxlease.prepared;

import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import org.jspecify.annotations.Nullable;
import org.springframework.core.env.PropertySource;

/** Has no property, and remembers which it was asked for: it stands before all sources that do. */
final class AskedProperties extends PropertySource<Set<String>> {

  static final String NAME = "askedWhilePrepared";

  AskedProperties() {
    super(NAME, new ConcurrentSkipListSet<>());
  }

  @Override
  public @Nullable Object getProperty(String name) {
    source.add(name);
    return null;
  }

  Set<String> names() {
    return source;
  }
}
