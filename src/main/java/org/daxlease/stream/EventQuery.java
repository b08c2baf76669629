package org.daxlease.stream;

import jakarta.servlet.http.HttpServletRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.regex.Pattern;
import org.daxlease.journal.Event;
import org.daxlease.journal.FilterTerm;
import org.daxlease.journal.JournalFilter;
import org.daxlease.stream.Problems.FieldError;
import org.jspecify.annotations.Nullable;

/** Reads the parameters of a request for events, strictly: what is wrong is named, not guessed. */
final class EventQuery {

  static final String LAST_EVENT_ID = "Last-Event-ID";

  private static final int DEFAULT_LIMIT = 100;
  private static final int LARGEST_LIMIT = 1000;
  private static final int DIGITS_OF_LARGEST_LIMIT = 4;

  private static final Pattern UUID_TEXT =
      Pattern.compile("\\p{XDigit}{8}(-\\p{XDigit}{4}){3}-\\p{XDigit}{12}");
  private static final Pattern NUMBER = Pattern.compile("[0-9]{1,19}");
  private static final Pattern LIMIT = Pattern.compile("[1-9][0-9]*");

  private final HttpServletRequest request;
  private final List<FieldError> errors = new ArrayList<>();

  EventQuery(HttpServletRequest request) {
    this.request = request;
  }

  /** Refuses the request if anything read so far was wrong. */
  void check() {
    if (!errors.isEmpty()) {
      throw Problems.invalid(errors);
    }
  }

  JournalFilter filter() {
    return new JournalFilter(
        uuid("processId"),
        term("host", FilterTerm.HOST),
        uuid("fileId"),
        term("filesystem", FilterTerm.FILESYSTEM),
        type());
  }

  /** However large: more than the largest page is the largest page. */
  int limit() {
    String limit = text("limit", LIMIT, "must be a whole number from 1 to 1000");
    if (limit == null) {
      return DEFAULT_LIMIT;
    }
    return limit.length() > DIGITS_OF_LARGEST_LIMIT
        ? LARGEST_LIMIT
        : Math.min(Integer.parseInt(limit), LARGEST_LIMIT);
  }

  /** Where a stream resumes: the header a browser sends wins over what its URL began with. */
  @Nullable Long lastEventId() {
    String header = request.getHeader(LAST_EVENT_ID);
    Long fromHeader =
        header == null || header.isEmpty() ? null : number(LAST_EVENT_ID, header.strip());
    Long lastEventId = number("lastEventId", parameter("lastEventId"));
    Long after = number("after", parameter("after"));
    return firstPresent(fromHeader, lastEventId, after);
  }

  /** Where a list goes on: the cursor of the page before wins over where it all began. */
  @Nullable Long after() {
    Long cursor = number("cursor", parameter("cursor"));
    Long after = number("after", parameter("after"));
    return firstPresent(cursor, after);
  }

  /** Refuses a position that nothing was committed at yet. */
  long notBeyond(long head, long position) {
    if (position > head) {
      throw Problems.invalid(
          List.of(new FieldError(positionName(), "is beyond the last position, " + head)));
    }
    return position;
  }

  private String positionName() {
    String header = request.getHeader(LAST_EVENT_ID);
    if (header != null && !header.isEmpty()) {
      return LAST_EVENT_ID;
    }
    return List.of("lastEventId", "cursor").stream()
        .filter(name -> request.getParameter(name) != null)
        .findFirst()
        .orElse("after");
  }

  private static @Nullable Long firstPresent(@Nullable Long... candidates) {
    for (Long candidate : candidates) {
      if (candidate != null) {
        return candidate;
      }
    }
    return null;
  }

  private @Nullable String type() {
    String type = term("type", FilterTerm.TYPE);
    String prefix = type == null ? "" : Event.prefix(type);
    return prefix.isEmpty() ? null : prefix;
  }

  private @Nullable String term(String name, FilterTerm term) {
    String value = parameter(name);
    return value == null || term.fits(value) ? value : wrong(name, term.objection());
  }

  private @Nullable UUID uuid(String name) {
    return uuid(name, parameter(name));
  }

  @Nullable UUID uuid(String name, @Nullable String value) {
    String checked = text(name, value, UUID_TEXT, "must be a UUID of 36 characters");
    return checked == null ? null : UUID.fromString(checked);
  }

  private @Nullable String text(String name, Pattern pattern, String message) {
    return text(name, parameter(name), pattern, message);
  }

  private @Nullable String text(
      String name, @Nullable String value, Pattern pattern, String message) {
    if (value == null || pattern.matcher(value).matches()) {
      return value;
    }
    return wrong(name, message);
  }

  private @Nullable String wrong(String name, String message) {
    errors.add(new FieldError(name, message));
    return null;
  }

  private @Nullable Long number(String name, @Nullable String value) {
    if (value == null) {
      return null;
    }
    if (NUMBER.matcher(value).matches()) {
      try {
        return Long.valueOf(value);
      } catch (NumberFormatException e) {
        // 19 digits may still be too large; answered like every other wrong number.
      }
    }
    errors.add(new FieldError(name, "must be a whole number from 0 to 9223372036854775807"));
    return null;
  }

  private @Nullable String parameter(String name) {
    String[] values = Objects.requireNonNullElse(request.getParameterValues(name), new String[0]);
    if (values.length > 1) {
      errors.add(new FieldError(name, "must not be given twice"));
      return null;
    }
    return values.length == 0 ? null : values[0];
  }
}
