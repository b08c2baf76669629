package org.daxlease.webhook;

import java.time.Duration;
import java.time.Instant;
import java.util.stream.Stream;
import org.daxlease.journal.CommittedEntry;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Until when a signal is worth hurrying for: the deadline that it announces. */
final class Urgency {

  /** For a signal that nothing follows. */
  private static final Duration WITHOUT_DEADLINE = Duration.ofMinutes(1);

  private static final JsonMapper JSON = JsonMapper.shared();

  private Urgency() {}

  /** Whether it is worth hurrying for something that is urgent until then; never if null. */
  static boolean isUrgent(@Nullable Instant until, Instant now) {
    return until != null && now.isBefore(until);
  }

  static Instant until(CommittedEntry signal) {
    JsonNode data = JSON.readTree(signal.entry().data());
    return Stream.of("limit", "deadline")
        .map(name -> data.path(name).asString(""))
        .filter(text -> !text.isEmpty())
        .map(Instant::parse)
        .max(Instant::compareTo)
        .orElseGet(() -> signal.entry().time().plus(WITHOUT_DEADLINE));
  }
}
