package org.daxlease.history;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The service over HTTP, for any number of threads. */
final class Api {

  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(10))
          .build();

  private final URI base;

  Api(int port) {
    this.base = URI.create("http://127.0.0.1:" + port);
  }

  Reply get(String path) {
    return send("GET", path, "");
  }

  Reply delete(String path) {
    return send("DELETE", path, "");
  }

  Reply post(String path, @Nullable Object... namesAndValues) {
    return send("POST", path, JSON.writeValueAsString(object(namesAndValues)));
  }

  Reply put(String path, @Nullable Object... namesAndValues) {
    return send("PUT", path, JSON.writeValueAsString(object(namesAndValues)));
  }

  Reply patch(String path, @Nullable Object... namesAndValues) {
    return send("PATCH", path, JSON.writeValueAsString(object(namesAndValues)));
  }

  /** An object of names and values in turn; what is null is left out. */
  static Map<String, Object> object(@Nullable Object... namesAndValues) {
    Map<String, Object> object = new LinkedHashMap<>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      Object value = namesAndValues[i + 1];
      if (value != null) {
        object.put(String.valueOf(namesAndValues[i]), value);
      }
    }
    return object;
  }

  private Reply send(String method, String path, String body) {
    String type = method.equals("PATCH") ? "application/merge-patch+json" : "application/json";
    HttpRequest request =
        HttpRequest.newBuilder(base.resolve(path))
            .timeout(Duration.ofSeconds(90))
            .header("Content-Type", type)
            .header("Accept", "application/json")
            .method(
                method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body))
            .build();
    try {
      var response = http.send(request, BodyHandlers.ofString());
      return new Reply(method + " " + path + " " + body, response.statusCode(), response.body());
    } catch (IOException e) {
      throw new UncheckedIOException(method + " " + path, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(method + " " + path, e);
    }
  }

  /** The lines of an event stream from its beginning; closing the response ends it. */
  java.net.http.HttpResponse<java.util.stream.Stream<String>> stream(long after)
      throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(base.resolve("/v1/events"))
            .header("Accept", "text/event-stream")
            .header("Last-Event-ID", Long.toString(after))
            .build();
    return http.send(request, BodyHandlers.ofLines());
  }

  /** The whole journal, page by page. */
  List<JsonNode> journal() {
    return journal(0);
  }

  /** The journal behind a position. */
  List<JsonNode> journal(long position) {
    List<JsonNode> events = new ArrayList<>();
    String after = Long.toString(position);
    while (true) {
      JsonNode items = get("/v1/events?limit=1000&after=" + after).done().body().path("items");
      if (items.isEmpty()) {
        return events;
      }
      items.forEach(events::add);
      after = events.getLast().path("id").asString();
    }
  }

  /** Every item of a list, page by page. */
  List<JsonNode> list(String path) {
    List<JsonNode> items = new ArrayList<>();
    String cursor = "";
    do {
      String query = (path.contains("?") ? "&" : "?") + "limit=1000";
      JsonNode page = get(path + query + cursor).done().body();
      page.path("items").forEach(items::add);
      JsonNode next = page.path("nextCursor");
      cursor = next.isNull() || next.isMissingNode() ? "" : "&cursor=" + next.asString();
    } while (!cursor.isEmpty());
    return items;
  }

  /** The position of the last entry. */
  long head() {
    return get("/v1/overview").done().body().path("journalPosition").asLong();
  }
}
