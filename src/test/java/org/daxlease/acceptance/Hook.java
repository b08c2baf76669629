package org.daxlease.acceptance;

import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** A webhook, seen by its owner. */
final class Hook {

  private final Coordinator api;
  private final Answer made;

  private Hook(Coordinator api, Answer made) {
    this.api = api;
    this.made = made;
  }

  static Hook to(Coordinator api, String url, @Nullable Object... fields) {
    Answer made =
        api.send("POST", "/v1/webhooks", Json.write(Json.object(Json.object("url", url), fields)));
    return new Hook(api, made.is(201));
  }

  String id() {
    return made.id();
  }

  String secret() {
    return made.text("secret");
  }

  String path() {
    return "/v1/webhooks/" + id();
  }

  Answer now() {
    return api.get(path()).is(200);
  }

  Answer asks(String what, @Nullable Object... fields) {
    String place = path() + "/" + what;
    return fields.length == 0 ? api.send("POST", place, "") : api.post(place, fields);
  }

  List<JsonNode> deliveries() {
    return api.get(path() + "/deliveries").is(200).items();
  }

  List<JsonNode> deliveries(String state) {
    return api.get(path() + "/deliveries?state=" + state).is(200).items();
  }

  Hook becomes(String state) {
    await()
        .alias(path() + " becomes " + state)
        .pollInterval(Duration.ofMillis(20))
        .until(() -> now().state().equals(state));
    return this;
  }
}
