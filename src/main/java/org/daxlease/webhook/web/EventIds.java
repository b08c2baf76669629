package org.daxlease.webhook.web;

import org.daxlease.coordination.web.json.InvalidFieldsException;

/** Ids of events, which are positions of the journal as text. */
final class EventIds {

  private EventIds() {}

  static long position(String field, String text) {
    if (!text.matches("0|[1-9][0-9]{0,17}")) {
      throw new InvalidFieldsException(field, "must be the id of an event");
    }
    return Long.parseLong(text);
  }
}
