package org.daxlease.webhook;

import java.nio.charset.StandardCharsets;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An event as it goes out, the same to every receiver.
 *
 * @param text the CloudEvent
 */
record Letter(Head head, String text) {

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
