package org.daxlease.coordination.web.json;

import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonParser.NumberType;
import tools.jackson.core.JsonToken;

/** Readers of single values; none of them turns one JSON type into another. */
final class ScalarReaders {

  private static final Map<Class<?>, ValueReader> BY_TYPE =
      Map.of(
          String.class, text(StrictText::string, "must be a string"),
          UUID.class, text(StrictText::uuid, "must be a string with a UUID"),
          Duration.class, text(StrictText::duration, "must be a string with an ISO-8601 duration"),
          long.class, integer(Long.MIN_VALUE, Long.MAX_VALUE, number -> number),
          Long.class, integer(Long.MIN_VALUE, Long.MAX_VALUE, number -> number),
          int.class, integer(Integer.MIN_VALUE, Integer.MAX_VALUE, Math::toIntExact),
          Integer.class, integer(Integer.MIN_VALUE, Integer.MAX_VALUE, Math::toIntExact),
          boolean.class, ScalarReaders::bool,
          Boolean.class, ScalarReaders::bool);

  private ScalarReaders() {}

  static @Nullable ValueReader of(Class<?> type) {
    return BY_TYPE.get(type);
  }

  static <E extends Enum<E>> ValueReader constant(Class<E> type) {
    return text(name -> StrictText.constant(name, type), StrictText.oneOf(type));
  }

  private static ValueReader text(Function<String, Object> form, String expected) {
    return (parser, path) -> {
      if (parser.currentToken() != JsonToken.VALUE_STRING) {
        return misfit(parser, path, expected);
      }
      try {
        return form.apply(parser.getString());
      } catch (InvalidTextException e) {
        return path.wrong(e.expectation());
      }
    };
  }

  private static ValueReader integer(long least, long greatest, Function<Long, Object> narrowed) {
    String expected = StrictText.integerWithin(least, greatest);
    return (parser, path) -> {
      if (parser.currentToken() != JsonToken.VALUE_NUMBER_INT
          || parser.getNumberType() == NumberType.BIG_INTEGER) {
        return misfit(parser, path, expected);
      }
      long number = parser.getLongValue();
      return number < least || number > greatest ? path.wrong(expected) : narrowed.apply(number);
    };
  }

  private static @Nullable Object bool(JsonParser parser, FieldPath path) {
    return switch (parser.currentToken()) {
      case VALUE_TRUE -> true;
      case VALUE_FALSE -> false;
      default -> misfit(parser, path, "must be true or false");
    };
  }

  private static @Nullable Object misfit(JsonParser parser, FieldPath path, String expected) {
    parser.skipChildren();
    return path.wrong(expected);
  }
}
