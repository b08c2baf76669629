package org.daxlease.coordination;

import java.time.Instant;

/**
 * The one clock that decides (rule 20): the database's on PostgreSQL, the JVM's on embedded H2. It
 * is read after the lock has been taken, once per command, in whole microseconds.
 */
public interface TimeSource {

  Instant now();
}
