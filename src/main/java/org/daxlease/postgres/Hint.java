package org.daxlease.postgres;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What one replica tells the others.
 *
 * @param position of the last journal entry that it has committed; 0 for none
 * @param due the earliest deadline that it has set, by the database's clock
 */
record Hint(long position, @Nullable Instant due) {

  static final Hint NOTHING = new Hint(0, null);

  /** What follows is for a version that says more. */
  private static final Pattern TEXT = Pattern.compile("(\\d{1,18})(?: (-?\\d{1,18}))?(?: .*)?");

  /** Both in one. */
  Hint and(Hint other) {
    return new Hint(Math.max(position, other.position), earlier(due, other.due));
  }

  private static @Nullable Instant earlier(@Nullable Instant one, @Nullable Instant other) {
    if (one == null || other == null) {
      return one == null ? other : one;
    }
    return one.isBefore(other) ? one : other;
  }

  /** As it travels: the position, then the deadline in microseconds since 1970. */
  String text() {
    return due == null
        ? Long.toString(position)
        : position + " " + ChronoUnit.MICROS.between(Instant.EPOCH, due);
  }

  /** Reads a hint; empty for one that this version does not understand. */
  static Optional<Hint> parse(String text) {
    Matcher parts = TEXT.matcher(text);
    if (!parts.matches()) {
      return Optional.empty();
    }
    String due = parts.group(2);
    return Optional.of(
        new Hint(
            Long.parseLong(parts.group(1)),
            due == null ? null : Instant.EPOCH.plus(Long.parseLong(due), ChronoUnit.MICROS)));
  }
}
