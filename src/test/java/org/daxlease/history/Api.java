package org.daxlease.history;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The service over HTTP, for any number of threads. */
public final class Api {

  private static final JsonMapper JSON = JsonMapper.shared();

  private static final Duration WAIT = Duration.ofSeconds(90);

  /** Carries a request to the service, or to one of several. */
  @FunctionalInterface
  public interface Sender {
    Reply send(String method, String path, String body);
  }

  private final Sender sender;

  /** One service, at its port. */
  public Api(int port) {
    Service service = new Service(port);
    this((method, path, body) -> service.send(method, path, body, WAIT));
  }

  public Api(Sender sender) {
    this.sender = sender;
  }

  public Reply get(String path) {
    return send("GET", path, "");
  }

  public Reply delete(String path) {
    return send("DELETE", path, "");
  }

  public Reply post(String path, @Nullable Object... namesAndValues) {
    return send("POST", path, JSON.writeValueAsString(object(namesAndValues)));
  }

  public Reply put(String path, @Nullable Object... namesAndValues) {
    return send("PUT", path, JSON.writeValueAsString(object(namesAndValues)));
  }

  public Reply patch(String path, @Nullable Object... namesAndValues) {
    return send("PATCH", path, JSON.writeValueAsString(object(namesAndValues)));
  }

  /** An object of names and values in turn; what is null is left out. */
  public static Map<String, Object> object(@Nullable Object... namesAndValues) {
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
    return sender.send(method, path, body);
  }

  /** The whole journal, page by page. */
  public List<JsonNode> journal() {
    return journal(0);
  }

  /** The journal behind a position. */
  public List<JsonNode> journal(long position) {
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
  public List<JsonNode> list(String path) {
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
  public long head() {
    return get("/v1/overview").done().body().path("journalPosition").asLong();
  }
}
