package org.daxlease.stream;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Collections;
import java.util.List;
import org.daxlease.coordination.web.Page;
import org.daxlease.journal.Event;
import org.daxlease.journal.JournalFilter;
import org.jspecify.annotations.Nullable;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.util.MimeTypeUtils;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** {@code GET /v1/events}: every entry of the journal, as a stream or page by page. */
@RestController
class EventController {

  private static final MediaType STREAM = MediaType.TEXT_EVENT_STREAM;

  /** Parameters that only a list has. */
  private static final List<String> PARTS = List.of("after", "limit", "cursor");

  private final EventStreams streams;
  private final EventList list;
  private final SubscriberResolver subscribers;

  EventController(EventStreams streams, EventList list, SubscriberResolver subscribers) {
    this.subscribers = subscribers;
    this.streams = streams;
    this.list = list;
  }

  /**
   * One method for both, as the two are equally good for a client that accepts anything: it gets
   * the list if it asks for a part of it, and else the stream.
   */
  @GetMapping(
      path = "/v1/events",
      produces = {MediaType.TEXT_EVENT_STREAM_VALUE, MediaType.APPLICATION_JSON_VALUE})
  @Nullable ResponseEntity<Page<Event>> events(
      HttpServletRequest request, HttpServletResponse response) throws IOException {
    if (wantsStream(request)) {
      stream(request, response);
      return null;
    }
    return ResponseEntity.ok()
        .contentType(MediaType.APPLICATION_JSON)
        .cacheControl(CacheControl.noStore())
        .body(page(request));
  }

  private void stream(HttpServletRequest request, HttpServletResponse response) throws IOException {
    EventQuery query = new EventQuery(request);
    StreamSubscriber asking = subscribers.of(request);
    JournalFilter filter = query.filter().within(asking.caller().readScope());
    Long last = query.lastEventId();
    query.check();
    long head = list.end();
    streams.open(
        request,
        response,
        last == null
            ? Subscription.from(asking, filter, head, List.of())
            : Subscription.resumed(asking, filter, query.notBeyond(head, last)));
  }

  private Page<Event> page(HttpServletRequest request) {
    EventQuery query = new EventQuery(request);
    JournalFilter filter = query.filter().within(subscribers.of(request).caller().readScope());
    int limit = query.limit();
    Long after = query.after();
    query.check();
    if (after != null) {
      query.notBeyond(list.end(), after);
    }
    return list.page(after, limit, filter);
  }

  private static boolean wantsStream(HttpServletRequest request) {
    List<MediaType> accepted =
        MediaType.parseMediaTypes(Collections.list(request.getHeaders(HttpHeaders.ACCEPT)));
    MimeTypeUtils.sortBySpecificity(accepted);
    if (accepted.stream().allMatch(MediaType::isWildcardType)) {
      return PARTS.stream().allMatch(part -> request.getParameter(part) == null);
    }
    return accepted.stream()
        .filter(type -> type.includes(STREAM) || type.includes(MediaType.APPLICATION_JSON))
        .findFirst()
        .map(type -> type.includes(STREAM))
        .orElse(true);
  }
}
