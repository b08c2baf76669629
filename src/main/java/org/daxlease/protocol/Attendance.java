package org.daxlease.protocol;

import java.time.Duration;
import java.time.Instant;

/**
 * Since when somebody has served without a break. Nobody can show a sign of life to a service that
 * is not there; so after an outage, of the service or of its database, heartbeats, node agents and
 * the renewal of grants are awaited for their whole time anew (rule 15: an outage delays, it never
 * compresses).
 *
 * @param leftAt when the last outage began; of several close together, the first
 * @param since when the last outage was over
 * @param seenAt when somebody last said that it serves
 */
public record Attendance(Instant leftAt, Instant since, Instant seenAt) {

  /** Whoever serves says so more often. */
  static final Duration LONGEST_SILENCE = Duration.ofSeconds(2);

  /**
   * The longest time for which an agent may announce itself: one renewed since an outage that is
   * this long ago has proved itself. Outages further apart than this are two.
   */
  public static final Duration LONGEST_AGENT_TTL = Duration.ofMinutes(10);

  /** Somebody serves at this moment. */
  public Attendance at(Instant now) {
    if (isUnbroken(now)) {
      // A clock that is set back must not leave the end of the outage in the future.
      return new Attendance(leftAt, Instants.earlier(since, now), now);
    }
    boolean another = seenAt.isAfter(since.plus(LONGEST_AGENT_TTL));
    return new Attendance(another ? seenAt : leftAt, now, now);
  }

  /** Whether no outage that has not been seen yet can lie between then and now. */
  public boolean isUnbroken(Instant now) {
    return !now.isAfter(seenAt.plus(LONGEST_SILENCE));
  }

  /** For how long somebody has served by now. */
  public Duration length() {
    return Duration.between(since, seenAt);
  }

  /** Whether a heartbeat is missing that could have been taken. */
  public boolean isMissed(Instant lapsesAt, Duration heartbeatTtl, Instant now) {
    return isUnbroken(now) && !now.isBefore(dueAt(lapsesAt, heartbeatTtl));
  }

  /** When a heartbeat was due: later than agreed if an outage came between. */
  public Instant dueAt(Instant lapsesAt, Duration heartbeatTtl) {
    return Instants.later(lapsesAt, since.plus(heartbeatTtl));
  }

  /**
   * Until when a grant is good, or an agent alive: longer than it said if an outage came between.
   */
  public Instant goodUntil(Instant said, Duration ttl) {
    return said.isAfter(leftAt) ? Instants.later(said, since.plus(ttl)) : said;
  }
}
