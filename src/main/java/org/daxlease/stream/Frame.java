package org.daxlease.stream;

import java.nio.charset.StandardCharsets;
import java.util.concurrent.ThreadLocalRandom;
import org.daxlease.journal.CommittedEntry;
import org.daxlease.journal.Envelopes;
import org.jspecify.annotations.Nullable;

/** One block of a stream as it goes over the wire (WHATWG HTML, 9.2 server-sent events). */
interface Frame {

  byte[] bytes();

  /** The position of the signal that it carries; 0 for none. */
  default long signal() {
    return 0;
  }

  /** A comment, which clients skip: it makes the response begin. */
  static Frame comment(String text) {
    return fixed(": " + text + "\n\n");
  }

  /** Moves the client's last event id and is no event: a quiet stream can resume from here. */
  static Frame position(long position) {
    return fixed("id: " + position + "\n\n");
  }

  /**
   * Asks the client to connect again after a moment, not the same one for all of them: to another
   * replica, or to this one once it has started again.
   */
  static Frame retry() {
    return fixed("retry: " + ThreadLocalRandom.current().nextInt(500, 2000) + "\n\n");
  }

  /**
   * Tells that the entries after {@code requested} are gone, and the stream goes on after {@code
   * position}.
   */
  static Frame reset(long requested, long position, Envelopes envelopes) {
    String data =
        "{\"code\":\"ESTALE\",\"requested\":\"%d\",\"position\":\"%d\"}"
            .formatted(requested, position);
    String json = envelopes.json("reset-" + position, "reset", data);
    return fixed("id: " + position + "\nevent: reset\ndata: " + json + "\n\n");
  }

  private static Frame fixed(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return () -> bytes;
  }

  /** An entry, rendered by the first client that sends it and shared by all others. */
  final class Entry implements Frame {

    private final CommittedEntry recorded;
    private final Envelopes envelopes;
    private volatile byte @Nullable [] rendered;

    Entry(CommittedEntry recorded, Envelopes envelopes) {
      this.recorded = recorded;
      this.envelopes = envelopes;
    }

    @Override
    public long signal() {
      return recorded.entry().type().startsWith("signal.") ? recorded.position() : 0;
    }

    @Override
    public byte[] bytes() {
      byte[] bytes = rendered;
      if (bytes == null) {
        String text =
            "id: %d\nevent: %s\ndata: %s\n\n"
                .formatted(recorded.position(), recorded.entry().type(), envelopes.json(recorded));
        bytes = text.getBytes(StandardCharsets.UTF_8);
        rendered = bytes;
      }
      return bytes;
    }
  }
}
