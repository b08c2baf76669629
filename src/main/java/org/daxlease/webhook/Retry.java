package org.daxlease.webhook;

import java.time.Instant;

/**
 * How often the first entry of a lane has been attempted, and when it is next.
 *
 * @param urgent attempts on the schedule of signals
 * @param slow attempts on the other
 */
record Retry(int urgent, int slow, Instant firstAt, Instant nextAt) {

  boolean isDue(Instant now) {
    return !now.isBefore(nextAt);
  }

  /** A signal has come up behind: it is attempted now, and the fast schedule begins. */
  Retry expedited(Instant now) {
    return new Retry(0, slow, firstAt, now.isBefore(nextAt) ? now : nextAt);
  }
}
