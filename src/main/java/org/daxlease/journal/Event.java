package org.daxlease.journal;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import com.fasterxml.jackson.annotation.JsonRawValue;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An entry as published: the CloudEvents 1.0 JSON envelope, the same on a stream, in a list and in
 * a webhook.
 *
 * @param id the journal position
 * @param subject the file it is about; CloudEvents leaves an attribute without value out
 * @param data the entry's own JSON object, embedded as it was written
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonPropertyOrder({
  "specversion",
  "id",
  "source",
  "type",
  "subject",
  "time",
  "datacontenttype",
  "data"
})
public record Event(
    String specversion,
    String id,
    String source,
    String type,
    @Nullable UUID subject,
    @Nullable Instant time,
    String datacontenttype,
    @JsonRawValue String data) {

  /** What every type begins with. */
  public static final String TYPE_PREFIX = "org.daxlease.";

  /**
   * The beginning of a type as entries have it, without what every type begins with; empty if every
   * type begins so.
   */
  public static String prefix(String asked) {
    if (asked.startsWith("org") && TYPE_PREFIX.startsWith(asked)) {
      return "";
    }
    return asked.startsWith(TYPE_PREFIX) ? asked.substring(TYPE_PREFIX.length()) : asked;
  }

  static Event of(CommittedEntry recorded, String source) {
    Entry entry = recorded.entry();
    return new Event(
        "1.0",
        Long.toString(recorded.position()),
        source,
        TYPE_PREFIX + entry.type(),
        entry.refs().fileId(),
        entry.time(),
        "application/json",
        entry.data());
  }

  /** An event about reading the journal itself, which therefore has no position of its own. */
  static Event notRecorded(String id, String source, String type, String data) {
    return new Event("1.0", id, source, TYPE_PREFIX + type, null, null, "application/json", data);
  }
}
