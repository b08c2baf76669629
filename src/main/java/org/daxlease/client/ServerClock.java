package org.daxlease.client;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the service's clock must be at, from the {@code Date} of its last answer and the time that
 * has gone by here since: deadlines are the service's, and a client's clock may be anywhere. Good
 * to a second: for people to read, and for who takes a grant to end sooner than it may.
 */
public final class ServerClock {

  private record Seen(Instant date, long nanos) {}

  private volatile @Nullable Seen last;

  void saw(@Nullable String date) {
    if (date == null) {
      return;
    }
    try {
      Instant told = ZonedDateTime.parse(date, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant();
      last = new Seen(told, System.nanoTime());
    } catch (DateTimeException e) {
      // A proxy's own idea of a date: no clock then.
      last = null;
    }
  }

  /** How long it is until a moment; negative if that has passed, empty before the first answer. */
  public Optional<Duration> until(Instant moment) {
    Seen seen = last;
    if (seen == null) {
      return Optional.empty();
    }
    Instant now = seen.date().plusNanos(System.nanoTime() - seen.nanos());
    return Optional.of(Duration.between(now, moment));
  }
}
