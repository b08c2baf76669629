package org.daxlease.security;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.stream.Stream;
import org.daxlease.http.EventStream;
import org.daxlease.http.Exchange;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The service as callers with tokens see it. */
record Site(int port) {

  private static final JsonMapper JSON = JsonMapper.shared();

  /** An answer; of a stream, its head. */
  record Answer(String to, int status, HttpHeaders headers, String body) {

    Answer is(int expected) {
      assertThat(status).as("%s: %s", to, body).isEqualTo(expected);
      return this;
    }

    /** A refusal: a problem document with this code. */
    Answer refused(int expected, String code) {
      is(expected);
      assertThat(headers.firstValue("Content-Type")).contains("application/problem+json");
      assertThat(json().path("code").asString()).as(body).isEqualTo(code);
      assertThat(json().path("status").asInt()).isEqualTo(expected);
      return this;
    }

    JsonNode json() {
      return JSON.readTree(body);
    }

    String text(String field) {
      return json().path(field).asString();
    }

    String id() {
      return text("id");
    }

    /** What a list has of a field. */
    Stream<String> each(String field) {
      return json().path("items").valueStream().map(item -> item.at("/" + field).asString());
    }

    String header(String name) {
      return headers.firstValue(name).orElse("");
    }
  }

  /** Sends a request with the token of this principal; {@code nobody} has none. */
  Answer send(String who, String request, String body) {
    return sendWith(who.equals("nobody") ? "" : "Bearer token-of-" + who, request, body);
  }

  Answer send(String who, String request) {
    return send(who, request, "");
  }

  /** Sends a request as a web page of this origin does, with more headers: names and values. */
  Answer from(String origin, String who, String request, String... more) {
    HttpRequest.Builder builder =
        builder(who.equals("nobody") ? "" : "Bearer token-of-" + who, request)
            .header("Origin", origin);
    if (more.length > 0) {
      builder.headers(more);
    }
    return send(builder, who, request, "");
  }

  /** Sends a request with an Idempotency-Key. */
  Answer keyed(String who, String key, String request, String body) {
    return send(
        builder("Bearer token-of-" + who, request).header("Idempotency-Key", key),
        who,
        request,
        body);
  }

  /** Sends a request with this header Authorization; single quotes in the body are double ones. */
  Answer sendWith(String authorization, String request, String body) {
    return send(builder(authorization, request), authorization, request, body);
  }

  private static Answer send(
      HttpRequest.Builder builder, String caller, String request, String body) {
    String[] parts = request.split(" ", 2);
    if (!body.isEmpty()) {
      builder.header(
          "Content-Type",
          parts[0].equals("PATCH") ? "application/merge-patch+json" : "application/json");
    }
    builder.method(parts[0], BodyPublishers.ofString(body.replace('\'', '"')));
    HttpResponse<InputStream> response =
        Exchange.send(builder.build(), BodyHandlers.ofInputStream());
    String who = request + " (" + caller + ") " + body;
    try (InputStream in = response.body()) {
      boolean stream =
          response.headers().firstValue("Content-Type").orElse("").startsWith("text/event");
      String text = stream ? "" : new String(in.readAllBytes(), StandardCharsets.UTF_8);
      return new Answer(who, response.statusCode(), response.headers(), text);
    } catch (IOException e) {
      throw new UncheckedIOException(request, e);
    }
  }

  /** Opens a stream with this token. */
  EventStream stream(String token, String path) {
    return EventStream.open(Exchange.uri(port, path), "Authorization", "Bearer " + token);
  }

  private HttpRequest.Builder builder(String authorization, String request) {
    String path = request.split(" ", 2)[1];
    HttpRequest.Builder builder =
        HttpRequest.newBuilder(Exchange.uri(port, path)).timeout(Duration.ofSeconds(60));
    if (path.startsWith("/v1/events") && request.startsWith("GET") && path.contains("after=")) {
      builder.header("Accept", "application/json");
    }
    return authorization.isEmpty() ? builder : builder.header("Authorization", authorization);
  }
}
