package org.daxlease.acceptance;

import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.daxlease.http.EventStream;
import org.daxlease.http.Exchange;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * The service as a client sees it: one method per kind of request, and no opinion on the answer but
 * that it keeps to the contract.
 */
final class Coordinator {
  private final int port;

  Coordinator(int port) {
    this.port = port;
  }

  int port() {
    return port;
  }

  URI uri(String path) {
    return Exchange.uri(port, path);
  }

  Answer get(String path) {
    return send(request(path).GET(), "");
  }

  Answer delete(String path) {
    return send(request(path).DELETE(), "");
  }

  Answer post(String path, @Nullable Object... namesAndValues) {
    return send("POST", path, Json.write(Json.object(namesAndValues)));
  }

  Answer put(String path, @Nullable Object... namesAndValues) {
    return send("PUT", path, Json.write(Json.object(namesAndValues)));
  }

  /** A JSON merge patch (RFC 7396); {@code headers} are names and values in turn. */
  Answer patch(String path, Object body, String... headers) {
    HttpRequest.Builder request =
        request(path).header("Content-Type", "application/merge-patch+json");
    for (int i = 0; i < headers.length; i += 2) {
      request.header(headers[i], headers[i + 1]);
    }
    String text = Json.write(body);
    return send(request.method("PATCH", BodyPublishers.ofString(text)), text);
  }

  /** Sends a body as it is, well-formed or not; {@code headers} are names and values in turn. */
  Answer send(String method, String path, String body, String... headers) {
    HttpRequest.Builder request = request(path);
    if (headers.length == 0) {
      request.header("Content-Type", "application/json");
    }
    for (int i = 0; i < headers.length; i += 2) {
      request.header(headers[i], headers[i + 1]);
    }
    return send(request.method(method, BodyPublishers.ofString(body)), body);
  }

  Answer send(HttpRequest.Builder builder, String body) {
    HttpRequest request = builder.build();
    String line = request.method() + " " + request.uri().getRawPath() + query(request.uri());
    HttpResponse<String> response = Exchange.send(request, BodyHandlers.ofString());
    String shown = body.length() > 2000 ? body.substring(0, 2000) + "..." : body;
    Answer answer =
        new Answer(line + " " + shown, response.statusCode(), response.headers(), response.body());
    Contract.holds(request, body, answer);
    return answer;
  }

  HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(uri(path)).timeout(Duration.ofSeconds(90));
  }

  /** Opens a server-sent event stream and returns once its headers are there. */
  EventStream stream(String path, String... headers) {
    return EventStream.open(uri(path), headers);
  }

  /** Every journal entry that passes the filter, oldest first, over as many pages as it takes. */
  List<JsonNode> events(String filter) {
    return eventsAfter(0, filter);
  }

  /** The journal entries behind a position that pass the filter. */
  List<JsonNode> eventsAfter(long position, String filter) {
    List<JsonNode> events = new ArrayList<>();
    long after = position;
    while (true) {
      List<JsonNode> page = eventPage(after, 1000, filter).is(200).items();
      if (page.isEmpty()) {
        return events;
      }
      events.addAll(page);
      after = position(page.getLast());
    }
  }

  Answer eventPage(long after, int limit, String filter) {
    String path = "/v1/events?after=" + after + "&limit=" + limit;
    return send(
        request(filter.isEmpty() ? path : path + "&" + filter)
            .header("Accept", "application/json")
            .GET(),
        "");
  }

  /** The journal's last position. */
  long journalEnd() {
    return get("/v1/overview").is(200).number("journalPosition");
  }

  /** How far an operation is. */
  String stateOf(String operation) {
    return get("/v1/operations/" + operation).is(200).state();
  }

  /**
   * The journal entries behind a position that are not the service's own doing, as deadlines are.
   */
  List<JsonNode> askedForSince(long position) {
    return eventsAfter(position, "").stream()
        .filter(event -> !event.path("data").path("principal").asString().equals("coordinator"))
        .toList();
  }

  static long position(JsonNode event) {
    return Long.parseLong(event.path("id").asString());
  }

  /** An event's type without the common prefix, as in {@code pin.pinned}. */
  static String type(JsonNode event) {
    return event.path("type").asString().replace("org.daxlease.", "");
  }

  static Instant time(JsonNode event) {
    return Instant.parse(event.path("time").asString());
  }

  private static String query(URI uri) {
    return uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
  }
}
