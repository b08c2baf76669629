package org.daxlease.coordination;

import java.time.Instant;
import java.util.function.Supplier;
import org.daxlease.sql.RoundTrip;

/**
 * The one clock that decides (rule 20): the database's on PostgreSQL, the JVM's on embedded H2. It
 * is read after the lock has been taken, once per command, in whole microseconds.
 */
public interface TimeSource {

  Instant now();

  /** The same as part of a round trip, after the statements that take the locks. */
  default Supplier<Instant> now(RoundTrip trip) {
    return this::now;
  }
}
