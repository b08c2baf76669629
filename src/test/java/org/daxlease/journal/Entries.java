package org.daxlease.journal;

import java.time.Instant;
import org.springframework.jdbc.core.JdbcTemplate;

/** Entries to append in tests, and to lose. */
public final class Entries {

  public static final Instant TIME = Instant.parse("2026-01-02T03:04:05.678901Z");

  private Entries() {}

  /** An entry about nothing. */
  public static Entry of(String type) {
    return about(type, Refs.none());
  }

  public static Entry about(String type, Refs refs) {
    return new Entry(type, TIME, null, refs, "{}");
  }

  /** As after a failover to a standby that lacked the last commits. */
  public static void loseBehind(JdbcTemplate jdbc, long position) {
    jdbc.update("delete from journal where position > ?", position);
    jdbc.update("update journal_head set position = ?", position);
  }

  public static Entry withData(String type, String data) {
    return new Entry(type, TIME, null, Refs.none(), data);
  }
}
