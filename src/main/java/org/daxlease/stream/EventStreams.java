package org.daxlease.stream;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import org.daxlease.coordination.web.Problem;
import org.daxlease.coordination.web.RefusedException;
import org.daxlease.journal.Envelopes;
import org.daxlease.journal.JournalFollower;
import org.daxlease.protocol.Errno;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Component;

/** Opens streams and knows how many are open. */
@Component
public class EventStreams implements JournalFollower {

  private final StreamDispatcher dispatcher;
  private final Replay replay;
  private final Envelopes envelopes;
  private final SignalWriteListener listener;

  EventStreams(
      StreamDispatcher dispatcher,
      Replay replay,
      Envelopes envelopes,
      SignalWriteListener listener) {
    this.dispatcher = dispatcher;
    this.replay = replay;
    this.envelopes = envelopes;
    this.listener = listener;
  }

  /** How many clients are connected to this replica now. */
  public int connected() {
    return dispatcher.size();
  }

  /** How many of those are still reading up to the journal's end. */
  public long catchingUp() {
    return dispatcher.catchingUp();
  }

  /** How many events wait in memory until connections take them. */
  public long queued() {
    return dispatcher.queued();
  }

  /** How many clients this replica has cut off since its start because they read nothing. */
  public long cutOff() {
    return dispatcher.cutOff();
  }

  @Override
  public String name() {
    return "streams";
  }

  @Override
  public long position() {
    return dispatcher.slowest();
  }

  /**
   * Turns the response into a stream. Headers and a first comment go out as soon as the request's
   * own thread has returned.
   *
   * @throws RefusedException with 503 while the service shuts down, with 429 while too many streams
   *     are open
   */
  void open(HttpServletRequest request, HttpServletResponse response, Subscription subscription)
      throws IOException {
    if (dispatcher.closed()) {
      throw new RefusedException(
          Problem.of(Errno.EBUSY, HttpStatus.SERVICE_UNAVAILABLE, "The service is shutting down.")
              .withRetrySoon());
    }
    if ("HEAD".equals(request.getMethod())) {
      describe(response);
      return;
    }
    String principal = subscription.subscriber().caller().principal();
    if (!dispatcher.limits().take(principal)) {
      throw new RefusedException(
          Problem.of(Errno.EDQUOT, HttpStatus.TOO_MANY_REQUESTS, "Too many streams are open.")
              .withRetryAfter(Duration.ofSeconds(5)));
    }
    describe(response);
    StreamConnection connection;
    try {
      ServletStreamOutput output = new ServletStreamOutput(request.startAsync());
      connection = new StreamConnection(subscription, output, dispatcher, replay, envelopes);
      connection.reportTo(listener);
      output.open(connection);
    } catch (IOException | RuntimeException | Error e) {
      dispatcher.limits().leave(principal);
      // Whoever answers instead sets the content type.
      response.setContentType(null);
      throw e;
    }
    if (!dispatcher.add(connection)) {
      connection.end();
    }
  }

  private static void describe(HttpServletResponse response) {
    response.setContentType(MediaType.TEXT_EVENT_STREAM_VALUE);
    response.setHeader(HttpHeaders.CACHE_CONTROL, "no-store");
    // nginx would otherwise collect events until its buffer is full.
    response.setHeader("X-Accel-Buffering", "no");
  }
}
