package org.daxlease.sql;

import java.util.List;
import java.util.function.Function;
import org.daxlease.sql.RoundTrip.Rows;
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

  /** The rows of a query that travels alone. */
  public <R> List<R> read(Function<RoundTrip, Rows<R>> query) {
    RoundTrip trip = begin();
    Rows<R> rows = query.apply(trip);
    trip.go();
    return rows.all();
  }

  /** A new one, to which statements are added. */
  public RoundTrip begin() {
    return new RoundTrip(jdbc, together);
  }
}
