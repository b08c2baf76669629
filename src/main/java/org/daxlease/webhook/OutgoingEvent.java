package org.daxlease.webhook;

import java.nio.charset.StandardCharsets;
import java.util.UUID;
import org.daxlease.journal.CommittedEntry;
import org.daxlease.journal.Entry;
import org.jspecify.annotations.Nullable;

/**
 * An event as it goes out, the same to every receiver.
 *
 * @param text the CloudEvent
 * @param source its entry; null if the journal has forgotten it, and a failed delivery kept the
 *     text
 */
record OutgoingEvent(Head head, String text, @Nullable CommittedEntry source) {

  static OutgoingEvent of(CommittedEntry source, String text) {
    Entry entry = source.entry();
    return new OutgoingEvent(
        new Head(source.position(), entry.type(), entry.refs().fileId()), text, source);
  }

  /** How many characters it keeps in memory. */
  int size() {
    return text.length() + (source == null ? 0 : source.entry().data().length());
  }

  byte[] body() {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** What is known of an event without reading it. */
  record Head(long position, String type, @Nullable UUID fileId) {

    boolean isSignal() {
      return WebhookFilter.isSignal(type);
    }
  }
}
