package org.daxlease.stream;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import java.util.UUID;
import org.daxlease.coordination.web.Problem;
import org.daxlease.coordination.web.RefusedException;
import org.daxlease.journal.CommittedEntry;
import org.daxlease.journal.JournalFilter;
import org.daxlease.protocol.Refusal;
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
  private final SubscriberResolver subscribers;
  private final DomainSignals signals;

  SignalController(
      EventStreams streams,
      EventList journal,
      SubscriberResolver subscribers,
      DomainSignals signals) {
    this.subscribers = subscribers;
    this.streams = streams;
    this.journal = journal;
    this.signals = signals;
  }

  @GetMapping(path = "/v1/processes/{id}/signals", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
  void signals(@PathVariable UUID id, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    EventQuery query = new EventQuery(request);
    Long last = query.lastEventId();
    query.check();
    StreamSubscriber asking = subscribers.of(request);
    if (!signals.maySee(asking.caller(), id)) {
      throw refused(new Refusal.NotYours("process", id.toString()));
    }
    if (!signals.processExists(id)) {
      throw refused(new Refusal.NotFound("id", "process", id.toString()));
    }
    long head = journal.end();
    JournalFilter filter = JournalFilter.signalsOf(id).within(asking.caller().readScope());
    Subscription subscription =
        last == null
            ? Subscription.from(asking, filter, head, pending(id, head))
            : Subscription.resumed(asking, filter, query.notBeyond(head, last));
    streams.open(request, response, subscription);
  }

  /** What came after the stream's start the stream brings itself. */
  private List<CommittedEntry> pending(UUID processId, long start) {
    return signals.pending(processId).stream()
        .filter(signal -> signal.position() <= start)
        .toList();
  }

  /** Not as a field of a body: it is the path that names the process. */
  private static RefusedException refused(Refusal refusal) {
    return new RefusedException(Problem.of(refusal.code(), refusal.detail()));
  }
}
