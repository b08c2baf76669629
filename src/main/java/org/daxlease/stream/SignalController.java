package org.daxlease.stream;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.daxlease.journal.JournalFilter;
import org.daxlease.journal.Recorded;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/**
 * {@code GET /v1/processes/{id}/signals}: the stand-in for a process's signal handler, as SIGIO is
 * for {@code fcntl(2)} with {@code F_SETOWN}.
 */
@RestController
class SignalController {

  private final EventStreams streams;
  private final EventList journal;
  private final Audience audience;
  private final @Nullable PendingSignals signals;

  SignalController(
      EventStreams streams,
      EventList journal,
      Audience audience,
      ObjectProvider<PendingSignals> signals) {
    this.audience = audience;
    this.streams = streams;
    this.journal = journal;
    this.signals = signals.getIfAvailable();
  }

  @GetMapping(path = "/v1/processes/{id}/signals", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
  void signals(
      @PathVariable("id") String id, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    EventQuery query = new EventQuery(request);
    UUID requested = query.uuid("id", id);
    Long last = query.lastEventId();
    query.check();
    UUID processId = Objects.requireNonNull(requested);
    Reader asking = audience.of(request);
    if (signals != null && !signals.maySee(asking.caller(), processId)) {
      throw Problems.notYours(processId);
    }
    if (signals != null && !signals.processExists(processId)) {
      throw Problems.noSuchProcess(processId);
    }
    long head = journal.end();
    JournalFilter filter = JournalFilter.signalsOf(processId).within(asking.caller().sight());
    Subscription subscription =
        last == null
            ? new Subscription(asking, filter, head, pending(processId, head))
            : new Subscription(asking, filter, query.notBeyond(head, last), List.of());
    streams.open(request, response, subscription);
  }

  /** What came after the stream's start the stream brings itself. */
  private List<Recorded> pending(UUID processId, long start) {
    if (signals == null) {
      return List.of();
    }
    return signals.pending(processId).stream()
        .filter(signal -> signal.position() <= start)
        .toList();
  }
}
