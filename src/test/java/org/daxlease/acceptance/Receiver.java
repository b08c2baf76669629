package org.daxlease.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.standardwebhooks.Webhook;
import com.standardwebhooks.exceptions.WebhookVerificationException;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.function.Function;
import tools.jackson.databind.JsonNode;

/** A real HTTP server that webhooks lead to, and what it got. */
final class Receiver implements AutoCloseable {

  private final HttpServer server;
  private final List<Delivery> all = Collections.synchronizedList(new ArrayList<>());
  private final Map<String, Integer> attempts = new ConcurrentHashMap<>();
  private volatile Function<Delivery, Reply> behaviour = _ -> Reply.OK;

  private Receiver(HttpServer server) {
    this.server = server;
  }

  static Receiver start() {
    try {
      HttpServer server =
          HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1024);
      server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
      Receiver receiver = new Receiver(server);
      server.createContext("/", receiver::take);
      server.start();
      return receiver;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What it answers with. */
  record Reply(int status, List<String> header) {
    static final Reply OK = new Reply(204, List.of());

    static Reply of(int status) {
      return new Reply(status, List.of());
    }

    static Reply of(int status, String name, String value) {
      return new Reply(status, List.of(name, value));
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

  private void take(HttpExchange exchange) throws IOException {
    try (exchange) {
      String text = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
      HttpHeaders headers = HttpHeaders.of(exchange.getRequestHeaders(), (_, _) -> true);
      String id = headers.firstValue("webhook-id").orElse("");
      int attempt = attempts.merge(id, 1, Integer::sum);
      var delivery = new Delivery(exchange.getRequestURI().toString(), headers, text, attempt);
      all.add(delivery);
      Reply reply = behaviour.apply(delivery);
      if (!reply.header().isEmpty()) {
        exchange.getResponseHeaders().set(reply.header().get(0), reply.header().get(1));
      }
      exchange.sendResponseHeaders(reply.status(), -1);
    }
  }

  Receiver answering(Function<Delivery, Reply> how) {
    behaviour = how;
    return this;
  }

  String url(String path) {
    return "http://127.0.0.1:" + server.getAddress().getPort() + path;
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
    server.stop(0);
  }
}
