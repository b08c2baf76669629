package org.daxlease.checker;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * One entry of the journal.
 *
 * @param family the part of the type before the dot, such as {@code pin}
 * @param what the part behind it, such as {@code pinned}
 */
record Entry(long position, Instant time, String family, String what, JsonNode data) {

  private static final String PREFIX = "org.daxlease.";

  /** Reads an envelope; throws what a malformed one leads to. */
  static Entry of(JsonNode event) {
    String type = event.path("type").asString();
    int dot = type.indexOf('.', PREFIX.length());
    if (!type.startsWith(PREFIX) || dot < 0) {
      throw new IllegalArgumentException("not a type: " + type);
    }
    return new Entry(
        Long.parseLong(event.path("id").asString()),
        Instant.parse(event.path("time").asString()),
        type.substring(PREFIX.length(), dot),
        type.substring(dot + 1),
        event.path("data"));
  }

  String type() {
    return family + "." + what;
  }

  boolean has(String field) {
    return !data.path(field).isMissingNode() && !data.path(field).isNull();
  }

  /** The text of a field; empty where it has none. */
  String text(String field) {
    return has(field) ? data.path(field).asString() : "";
  }

  long number(String field) {
    return data.path(field).asLong();
  }

  boolean flag(String field) {
    return data.path(field).asBoolean();
  }

  @Nullable Instant instant(String field) {
    return has(field) ? Instant.parse(text(field)) : null;
  }

  /** The ids in a list. */
  List<String> ids(String field) {
    List<String> ids = new ArrayList<>();
    data.path(field).forEach(id -> ids.add(id.asString()));
    return ids;
  }

  /** Offset and length of the entry itself. */
  Span span() {
    return Span.of(data);
  }

  /** Whether the coordinator itself did it, at a deadline. */
  boolean isOfCoordinator() {
    return text("principal").equals("coordinator");
  }
}
