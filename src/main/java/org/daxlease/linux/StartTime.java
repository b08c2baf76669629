package org.daxlease.linux;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * When a process started, so exactly that no other process of its pid has the same: {@code <boot
 * id>/<start ticks>}.
 *
 * @param bootId {@code /proc/sys/kernel/random/boot_id}, another after each boot
 * @param ticks field 22 of {@code /proc/<pid>/stat}, in clock ticks since boot
 */
public record StartTime(String bootId, long ticks) {

  private static final Pattern FORM =
      Pattern.compile("(\\p{XDigit}{8}(?:-\\p{XDigit}{4}){3}-\\p{XDigit}{12})/(\\d{1,18})");

  /** Empty for whatever was written in another form. */
  public static Optional<StartTime> parse(@Nullable String text) {
    Matcher matcher = FORM.matcher(text == null ? "" : text);
    return matcher.matches()
        ? Optional.of(new StartTime(matcher.group(1), Long.parseLong(matcher.group(2))))
        : Optional.empty();
  }

  @Override
  public String toString() {
    return bootId + "/" + ticks;
  }
}
