package org.daxlease.stream;

import jakarta.servlet.http.HttpServletRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Stream;
import org.daxlease.coordination.web.PageQuery;
import org.daxlease.coordination.web.json.EventIds;
import org.daxlease.coordination.web.json.FieldError;
import org.daxlease.coordination.web.json.InvalidFieldsException;
import org.daxlease.coordination.web.json.InvalidTextException;
import org.daxlease.coordination.web.json.StrictText;
import org.daxlease.journal.Event;
import org.daxlease.journal.JournalFilter;
import org.daxlease.journal.NamePattern;
import org.jspecify.annotations.Nullable;

/** Reads the parameters of a request for events, strictly: what is wrong is named, not guessed. */
final class EventQuery {

  static final String LAST_EVENT_ID = "Last-Event-ID";

  private final HttpServletRequest request;
  private final List<FieldError> errors = new ArrayList<>();

  EventQuery(HttpServletRequest request) {
    this.request = request;
  }

  /** Refuses the request if anything read so far was wrong. */
  void check() {
    if (!errors.isEmpty()) {
      throw new InvalidFieldsException(errors);
    }
  }

  JournalFilter filter() {
    return new JournalFilter(
        parameter("processId", StrictText::uuid),
        parameter("host", term(NamePattern.HOST)),
        parameter("fileId", StrictText::uuid),
        parameter("filesystem", term(NamePattern.FILESYSTEM)),
        type());
  }

  int limit() {
    return Objects.requireNonNullElse(
        parameter("limit", PageQuery::limit), PageQuery.DEFAULT_LIMIT);
  }

  /** Where a stream resumes: the header a browser sends wins over what its URL began with. */
  @Nullable Long lastEventId() {
    Long fromHeader = read(LAST_EVENT_ID, header(), EventIds::position);
    Long lastEventId = parameter("lastEventId", EventIds::position);
    Long after = parameter("after", EventIds::position);
    return firstPresent(fromHeader, lastEventId, after);
  }

  /** Where a list goes on: the cursor of the page before wins over where it all began. */
  @Nullable Long after() {
    Long cursor = parameter("cursor", EventIds::position);
    Long after = parameter("after", EventIds::position);
    return firstPresent(cursor, after);
  }

  /** Refuses a position that nothing was committed at yet. */
  long notBeyond(long head, long position) {
    if (position > head) {
      throw new InvalidFieldsException(positionName(), "is beyond the last position, " + head);
    }
    return position;
  }

  private String positionName() {
    return header() != null
        ? LAST_EVENT_ID
        : Stream.of("lastEventId", "cursor")
            .filter(name -> request.getParameter(name) != null)
            .findFirst()
            .orElse("after");
  }

  /** A browser that has seen no event yet sends none, others an empty one. */
  private @Nullable String header() {
    String header = request.getHeader(LAST_EVENT_ID);
    return header == null || header.isEmpty() ? null : header.strip();
  }

  private static @Nullable Long firstPresent(@Nullable Long... candidates) {
    return Stream.of(candidates).filter(Objects::nonNull).findFirst().orElse(null);
  }

  private @Nullable String type() {
    String type = parameter("type", term(NamePattern.TYPE));
    String prefix = type == null ? "" : Event.prefix(type);
    return prefix.isEmpty() ? null : prefix;
  }

  private static Function<String, String> term(NamePattern term) {
    return text -> {
      if (!term.fits(text)) {
        throw new InvalidTextException(term.objection());
      }
      return text;
    };
  }

  private <T> @Nullable T parameter(String name, Function<String, T> form) {
    return read(name, request.getParameter(name), form);
  }

  private <T> @Nullable T read(String name, @Nullable String text, Function<String, T> form) {
    try {
      return text == null ? null : form.apply(text);
    } catch (InvalidTextException e) {
      errors.add(new FieldError(name, e.expectation()));
      return null;
    }
  }
}
