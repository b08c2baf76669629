package org.daxlease.coordination;

import java.time.Instant;
import org.daxlease.protocol.Attendance;
import org.daxlease.sql.Timestamps;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;

/** Keeps the {@link Attendance} of all replicas together, in one row. */
@Service
public class AttendanceService {

  private static final Logger log = LoggerFactory.getLogger(AttendanceService.class);

  private final JdbcClient jdbc;
  private final TimeSource time;

  AttendanceService(JdbcClient jdbc, TimeSource time) {
    this.jdbc = jdbc;
    this.time = time;
  }

  /** This replica serves, and so does the database. To be said more often than once in a second. */
  public void attend() {
    Attendance before = read();
    Attendance after = before.at(time.now());
    // Without a lock: of those that say so at the same moment one is enough.
    int written =
        jdbc.sql(
                """
                update attendance set left_at = :left, since = :since, seen_at = :seen
                 where id = 1 and seen_at = :before
                """)
            .param("left", Timestamps.utc(after.leftAt()))
            .param("since", Timestamps.utc(after.since()))
            .param("seen", Timestamps.utc(after.seenAt()))
            .param("before", Timestamps.utc(before.seenAt()))
            .update();
    boolean isFirst = before.since().equals(Instant.EPOCH);
    if (written > 0 && !isFirst && !after.since().equals(before.since())) {
      log.info(
          "Nobody served since {}: heartbeats, node agents and renewals are awaited anew",
          before.seenAt());
    }
  }

  /** What the row says; nothing that is decided by it lasts longer than what it says. */
  Attendance read() {
    return jdbc.sql("select left_at, since, seen_at from attendance where id = 1")
        .query((row, _) ->
            new Attendance(
                Timestamps.time(row, 1), Timestamps.time(row, 2), Timestamps.time(row, 3)))
        .single();
  }

  /** For whoever is here at this moment, even if nobody has said so yet. */
  Attendance at(Instant now) {
    return read().at(now);
  }
}
