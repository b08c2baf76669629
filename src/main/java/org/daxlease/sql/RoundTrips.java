package org.daxlease.sql;

import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/** Begins round trips. */
@Component
public class RoundTrips {

  private final JdbcTemplate jdbc;
  private final boolean together;

  RoundTrips(JdbcTemplate jdbc, JdbcConnectionDetails database) {
    this.jdbc = jdbc;
    // H2 takes one statement at a time, and is not far away.
    this.together = !Databases.isH2(database);
  }

  /** A new one, to which statements are added. */
  public RoundTrip begin() {
    return new RoundTrip(jdbc, together);
  }
}
