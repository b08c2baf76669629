package org.daxlease.journal;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One state change, to be appended.
 *
 * @param type without the prefix {@code org.daxlease.}, such as {@code pin.pinned}
 * @param time when it happened, by the clock of the command; kept to the microsecond
 * @param principal who caused it, {@code coordinator} where nobody asked for it; null where that is
 *     not said
 * @param refs what it is about
 * @param data a JSON object on one line, published as it is
 */
public record Entry(String type, Instant time, @Nullable String principal, Refs refs, String data) {

  private static final Pattern TYPE = Pattern.compile("[a-z0-9]+([._-][a-z0-9]+)*");
  private static final int LONGEST_TYPE = 64;

  /**
   * Rejects what no reader could take.
   *
   * @throws IllegalArgumentException if the type is no dotted lower-case name, or the data no JSON
   *     object on one line
   */
  public Entry {
    if (type.length() > LONGEST_TYPE || !TYPE.matcher(type).matches()) {
      throw new IllegalArgumentException("not an event type: " + type);
    }
    // A line break would end the data field of a server-sent event.
    if (!data.startsWith("{") || data.indexOf('\n') >= 0 || data.indexOf('\r') >= 0) {
      throw new IllegalArgumentException("not a JSON object on one line, for " + type);
    }
    // Nanoseconds would be rounded, by each database in its own way.
    time = time.truncatedTo(ChronoUnit.MICROS);
  }
}
