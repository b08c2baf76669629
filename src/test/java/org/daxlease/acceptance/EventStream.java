package org.daxlease.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import tools.jackson.databind.JsonNode;

/**
 * A client of one server-sent event stream (WHATWG HTML, 9.2): reads in the background until
 * closed.
 */
final class EventStream implements AutoCloseable {
  /** More than any test should see. */
  private static final int CAPACITY = 20_000;

  /** One dispatched event. */
  record Event(String id, String name, String data) {
    JsonNode envelope() {
      return Json.read(data);
    }
  }

  private final HttpResponse<InputStream> response;
  private final List<Event> events = new ArrayList<>();
  private final List<String> comments = new ArrayList<>();
  private String lastId = "";

  private EventStream(HttpResponse<InputStream> response) {
    this.response = response;
    Thread.ofVirtual().name("event-stream").start(this::read);
  }

  static EventStream open(HttpClient http, URI uri, String... headers) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(uri).header("Accept", "text/event-stream").GET();
    for (int i = 0; i < headers.length; i += 2) {
      request.header(headers[i], headers[i + 1]);
    }
    // Joining here waits for the headers only, which the service flushes at once.
    HttpResponse<InputStream> response =
        http.sendAsync(request.build(), BodyHandlers.ofInputStream()).join();
    assertThat(response.statusCode()).as("GET %s", uri).isEqualTo(200);
    return new EventStream(response);
  }

  HttpHeaders headers() {
    return response.headers();
  }

  synchronized List<Event> events() {
    assertThat(events).as("more than a test should see").hasSizeLessThan(CAPACITY);
    return List.copyOf(events);
  }

  synchronized List<String> comments() {
    return List.copyOf(comments);
  }

  /** The last id seen, as a browser would send it back in {@code Last-Event-ID}. */
  synchronized String lastId() {
    return lastId;
  }

  /** The names of the events so far, in order. */
  List<String> names() {
    return events().stream().map(Event::name).toList();
  }

  /** Waits for an event and returns the first one that matches. */
  Event awaits(Predicate<Event> wanted) {
    return await()
        .atMost(Duration.ofSeconds(30))
        .pollInterval(Duration.ofMillis(10))
        .until(() -> events().stream().filter(wanted).findFirst(), found -> found.isPresent())
        .orElseThrow();
  }

  @Override
  public void close() {
    try {
      response.body().close();
    } catch (IOException e) {
      // The connection is gone either way.
    }
  }

  private void read() {
    String name = "";
    StringBuilder data = new StringBuilder();
    try (BufferedReader lines =
        new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        int colon = line.indexOf(':');
        String field = colon < 0 ? line : line.substring(0, colon);
        String value = colon < 0 ? "" : line.substring(colon + 1).replaceFirst("^ ", "");
        if (line.isEmpty()) {
          dispatch(name, data.toString());
          name = "";
          data.setLength(0);
        } else if (colon == 0) {
          comment(value);
        } else if (field.equals("id")) {
          id(value);
        } else if (field.equals("event")) {
          name = value;
        } else if (field.equals("data")) {
          data.append(data.isEmpty() ? "" : "\n").append(value);
        }
      }
    } catch (IOException e) {
      // Closed by either side: what was read so far stands.
    }
  }

  private synchronized void dispatch(String name, String data) {
    // An event without data only moves the last id: the keep-alive of a quiet stream.
    if (!data.isEmpty()) {
      events.add(new Event(lastId, name, data));
    }
  }

  private synchronized void comment(String text) {
    if (comments.size() < CAPACITY) {
      comments.add(text);
    }
  }

  private synchronized void id(String value) {
    lastId = value;
  }
}
