package org.daxlease.command;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** How sizes, times, paths and ids are written on the command line. */
final class TypeConverters {

  private static final String UNITS = "KMGT";

  private TypeConverters() {}

  /** Bytes, with K, M, G or T for powers of 1024, as {@code truncate(1)} takes them. */
  static final class Bytes implements ITypeConverter<Long> {

    private static final Pattern FORM = Pattern.compile("(\\d{1,19})([KMGT]?)");
    private static final int BITS = 10;

    @Override
    public Long convert(String text) {
      Matcher matcher = FORM.matcher(text);
      if (!matcher.matches()) {
        throw wrong(text);
      }
      try {
        int shift = matcher.group(2).isEmpty() ? 0 : BITS * (UNITS.indexOf(matcher.group(2)) + 1);
        return Math.multiplyExact(Long.parseLong(matcher.group(1)), 1L << shift);
      } catch (ArithmeticException | NumberFormatException e) {
        throw wrong(text);
      }
    }

    private static TypeConversionException wrong(String text) {
      return new TypeConversionException(
          "'" + text + "' is no number of bytes, such as 4096, 64K or 1G, up to 2^63-1");
    }
  }

  /** A path in the character set of the locale, which need not have all that a name is made of. */
  static final class FilePath implements ITypeConverter<Path> {
    @Override
    public Path convert(String text) {
      try {
        return Path.of(text);
      } catch (InvalidPathException e) {
        throw new TypeConversionException(
            "'" + text + "' is no path in this locale; LC_ALL=C.UTF-8 has all characters");
      }
    }
  }

  /** An id, as the service gives them. */
  static final class Id implements ITypeConverter<UUID> {
    @Override
    public UUID convert(String text) {
      try {
        return UUID.fromString(text);
      } catch (IllegalArgumentException e) {
        throw new TypeConversionException(
            "'" + text + "' is no id, such as 123e4567-e89b-12d3-a456-426614174000");
      }
    }
  }

  /** ISO-8601 ({@code PT30S}) or short ({@code 500ms}, {@code 30s}, {@code 5m}, {@code 1h}). */
  static final class Time implements ITypeConverter<Duration> {

    private static final Pattern SHORT = Pattern.compile("(\\d{1,9})(ms|s|m|h)");

    @Override
    public Duration convert(String text) {
      Matcher matcher = SHORT.matcher(text.toLowerCase(Locale.ROOT));
      if (matcher.matches()) {
        long number = Long.parseLong(matcher.group(1));
        return switch (matcher.group(2)) {
          case "ms" -> Duration.ofMillis(number);
          case "s" -> Duration.ofSeconds(number);
          case "m" -> Duration.ofMinutes(number);
          default -> Duration.ofHours(number);
        };
      }
      try {
        Duration parsed = Duration.parse(text);
        if (!parsed.isNegative()) {
          return parsed;
        }
      } catch (DateTimeParseException e) {
        // Answered like every other text that is no time.
      }
      throw new TypeConversionException("'" + text + "' is no time, such as 500ms, 30s or PT5M");
    }
  }
}
