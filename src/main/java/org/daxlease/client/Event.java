package org.daxlease.client;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * An event of the journal, in its CloudEvents envelope.
 *
 * @param id its position
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Event(
    String specversion,
    String id,
    String source,
    String type,
    @Nullable UUID subject,
    @Nullable Instant time,
    String datacontenttype,
    JsonNode data) {

  private static final String PREFIX = "org.daxlease.";

  /** The type without the prefix that all have, such as {@code pin.pinned}. */
  public String what() {
    return type.startsWith(PREFIX) ? type.substring(PREFIX.length()) : type;
  }

  /** A text field of the data; null where it has none. */
  public @Nullable String text(String field) {
    JsonNode value = data.path(field);
    return value.isMissingNode() || value.isNull() ? null : value.asString();
  }

  /** An id in the data; null where it has none. */
  public @Nullable UUID id(String field) {
    String value = text(field);
    return value == null ? null : UUID.fromString(value);
  }
}
