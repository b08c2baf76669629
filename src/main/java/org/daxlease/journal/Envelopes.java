package org.daxlease.journal;

import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/** Puts entries into the envelope they are published in. */
@Component
public class Envelopes {

  /** Not Spring's: what is published must not change with how requests are read. */
  private final JsonMapper json = JsonMapper.shared();

  private final String source;

  Envelopes(EventProperties properties) {
    this.source = properties.source();
  }

  /** The entry as published. */
  public Event event(CommittedEntry recorded) {
    return Event.of(recorded, source);
  }

  /** The entry as published, as JSON text on one line. */
  public String json(CommittedEntry recorded) {
    return json.writeValueAsString(event(recorded));
  }

  /**
   * An event that is no entry, such as word to one reader that entries are gone.
   *
   * @param id unique beside the journal's positions
   * @param type without prefix
   * @param data a JSON object on one line
   */
  public String json(String id, String type, String data) {
    return json.writeValueAsString(Event.notRecorded(id, source, type, data));
  }
}
