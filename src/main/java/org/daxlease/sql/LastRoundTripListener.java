package org.daxlease.sql;

/** Hears why the last round trip of a transaction failed, before that is rolled back. */
@FunctionalInterface
public interface LastRoundTripListener {

  /** Tells why; the rollback may fail as well, and then nobody else will know. */
  void failed(RuntimeException why);
}
