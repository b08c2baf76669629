package org.daxlease.coordination.web.json;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The one written form of each simple type, in JSON strings as in paths and queries. Every method
 * throws {@link InvalidTextException} for anything else.
 */
public final class StrictText {

  private static final Pattern ISO_DURATION =
      Pattern.compile(
          "P(?=[0-9T])([0-9]{1,18}D)?"
              + "(T(?=[0-9])([0-9]{1,18}H)?([0-9]{1,18}M)?([0-9]{1,18}(\\.[0-9]{1,9})?S)?)?");
  private static final Pattern DECIMAL = Pattern.compile("0|-?[1-9][0-9]*");
  private static final Duration LONGEST = Duration.ofDays(3650);
  private static final int LONGEST_NAME = 64;

  private static final Map<Class<?>, Function<String, Object>> FORMS =
      Map.of(
          UUID.class, StrictText::uuid,
          Duration.class, StrictText::duration,
          long.class, StrictText::integer,
          Long.class, StrictText::integer,
          int.class, StrictText::smallInteger,
          Integer.class, StrictText::smallInteger,
          boolean.class, StrictText::bool,
          Boolean.class, StrictText::bool);

  private StrictText() {}

  /** Any text that a database can store: no NUL, no half of a surrogate pair. */
  public static String string(String text) {
    if (text.indexOf('\0') >= 0) {
      throw new InvalidTextException("must not contain the character NUL");
    }
    if (hasUnpairedSurrogate(text)) {
      throw new InvalidTextException("must not contain an unpaired surrogate");
    }
    return text;
  }

  /** A UUID in its 36-character form; {@link UUID#fromString} also takes shorter groups. */
  public static UUID uuid(String text) {
    UUID uuid = lenientUuid(text);
    if (uuid == null || !uuid.toString().equalsIgnoreCase(text)) {
      throw new InvalidTextException("must be a UUID such as 0198f0a2-6c1e-7d55-b3c2-5f0a4f9d7e11");
    }
    return uuid;
  }

  private static @Nullable UUID lenientUuid(String text) {
    try {
      return UUID.fromString(text);
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  /** An ISO-8601 duration of days to seconds, 0 to 3650 days, in whole milliseconds. */
  public static Duration duration(String text) {
    if (!ISO_DURATION.matcher(text).matches()) {
      throw new InvalidTextException("must be an ISO-8601 duration such as PT45S");
    }
    Duration duration = parse(text);
    if (duration.compareTo(LONGEST) > 0) {
      throw new InvalidTextException("must not be longer than P3650D");
    }
    if (!duration.truncatedTo(ChronoUnit.MILLIS).equals(duration)) {
      throw new InvalidTextException("must not be finer than one millisecond");
    }
    return duration;
  }

  private static Duration parse(String text) {
    try {
      return Duration.parse(text);
    } catch (DateTimeException | ArithmeticException e) {
      // Well-formed and beyond what 64 bits of seconds hold.
      throw new InvalidTextException("must not be longer than P3650D");
    }
  }

  /** A decimal integer without sign +, leading zeros or blanks. */
  public static long integer(String text) {
    return integer(text, Long.MIN_VALUE, Long.MAX_VALUE);
  }

  /** A decimal integer within bounds, both inclusive. */
  public static long integer(String text, long least, long greatest) {
    if (DECIMAL.matcher(text).matches()) {
      try {
        long number = Long.parseLong(text);
        if (number >= least && number <= greatest) {
          return number;
        }
      } catch (NumberFormatException e) {
        // Out of bounds, too.
      }
    }
    throw new InvalidTextException(integerWithin(least, greatest));
  }

  private static int smallInteger(String text) {
    return Math.toIntExact(integer(text, Integer.MIN_VALUE, Integer.MAX_VALUE));
  }

  static String integerWithin(long least, long greatest) {
    return "must be an integer from %d to %d".formatted(least, greatest);
  }

  /** {@code true} or {@code false}. */
  public static boolean bool(String text) {
    return switch (text) {
      case "true" -> true;
      case "false" -> false;
      default -> throw new InvalidTextException("must be true or false");
    };
  }

  /** A constant by its exact name. */
  public static <E extends Enum<E>> E constant(String text, Class<E> type) {
    for (E constant : type.getEnumConstants()) {
      if (constant.name().equals(text)) {
        return constant;
      }
    }
    throw new InvalidTextException(oneOf(type));
  }

  static String oneOf(Class<? extends Enum<?>> type) {
    return Arrays.stream(type.getEnumConstants())
        .map(Enum::name)
        .collect(Collectors.joining(", ", "must be one of ", ""));
  }

  private static boolean hasUnpairedSurrogate(String text) {
    return text.codePoints()
        .anyMatch(point -> point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE);
  }

  /** A value of a type that is not known before run time. */
  @SuppressWarnings({"unchecked", "rawtypes"})
  public static Object value(String text, Class<?> type) {
    return type.isEnum()
        ? constant(text, (Class) type)
        : FORMS.getOrDefault(type, StrictText::string).apply(text);
  }

  /** A name that the client made up, fit to be sent back. */
  public static String printable(String name) {
    StringBuilder text = new StringBuilder();
    name.codePoints()
        .limit(LONGEST_NAME)
        .map(point -> isPrintable(point) ? point : '\uFFFD')
        .forEach(text::appendCodePoint);
    return text.toString();
  }

  private static boolean isPrintable(int point) {
    return !Character.isISOControl(point)
        && Character.getType(point) != Character.SURROGATE
        && Character.isDefined(point);
  }
}
