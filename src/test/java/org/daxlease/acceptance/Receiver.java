package org.daxlease.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.standardwebhooks.Webhook;
import com.standardwebhooks.exceptions.WebhookVerificationException;
import java.net.http.HttpHeaders;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.daxlease.http.StubServer;
import org.daxlease.http.StubServer.Answer;
import org.daxlease.http.StubServer.Request;
import tools.jackson.databind.JsonNode;

/** A real HTTP server that webhooks lead to, and what it got. */
final class Receiver implements AutoCloseable {

  private final StubServer server = new StubServer().on("/", this::take);
  private final List<Delivery> all = Collections.synchronizedList(new ArrayList<>());
  private final Map<String, Integer> attempts = new ConcurrentHashMap<>();
  private volatile Function<Delivery, Reply> behaviour = _ -> Reply.OK;

  static Receiver start() {
    return new Receiver();
  }

  /** What it answers with. */
  record Reply(Answer answer) {
    static final Reply OK = of(204);

    static Reply of(int status) {
      return new Reply(Answer.of(status));
    }

    static Reply of(int status, String name, String value) {
      return new Reply(new Answer(status, Map.of(name, value), ""));
    }
  }

  /** One request. */
  record Delivery(String path, HttpHeaders headers, String text, int attempt) {

    JsonNode event() {
      return Json.read(text);
    }

    String id() {
      return event().path("id").asString();
    }

    String type() {
      return event().path("type").asString().substring("org.daxlease.".length());
    }

    String subject() {
      return event().path("subject").asString("");
    }

    String messageId() {
      return headers.firstValue("webhook-id").orElse("");
    }

    /** Asks the reference library of Standard Webhooks. */
    boolean isSignedWith(String secret) {
      try {
        new Webhook(secret).verify(text, headers);
        return true;
      } catch (WebhookVerificationException e) {
        return false;
      }
    }
  }

  private Answer take(Request request) {
    String id = request.headers().firstValue("webhook-id").orElse("");
    int attempt = attempts.merge(id, 1, Integer::sum);
    var delivery = new Delivery(request.path(), request.headers(), request.body(), attempt);
    all.add(delivery);
    return behaviour.apply(delivery).answer();
  }

  Receiver answering(Function<Delivery, Reply> how) {
    behaviour = how;
    return this;
  }

  String url(String path) {
    return server.uri() + path;
  }

  /** Every attempt, in order of arrival. */
  List<Delivery> all() {
    synchronized (all) {
      return List.copyOf(all);
    }
  }

  /** Waits until it has had that many attempts. */
  List<Delivery> awaits(int attempts) {
    await()
        .alias("the receiver has had " + attempts + " attempts")
        .pollInterval(Duration.ofMillis(10))
        .untilAsserted(() -> assertThat(all()).hasSizeGreaterThanOrEqualTo(attempts));
    return all();
  }

  @Override
  public void close() {
    server.close();
  }
}
