package org.daxlease.coordination;

import java.time.Duration;
import java.time.Instant;

/** A clock that stands still until a test moves it. */
public class SetTime implements TimeSource {

  /** As long as nobody says otherwise, a whole number of microseconds after the epoch. */
  private volatile Instant now = Instant.parse("2026-01-01T00:00:00Z");

  @Override
  public Instant now() {
    return now;
  }

  public void pass(Duration time) {
    now = now.plus(time);
  }
}
