package org.daxlease.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpHeaders;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.StreamSupport;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;

/**
 * What came back for one request; the readers fail with the whole exchange when a field is not as
 * asked for.
 */
record Answer(String request, int status, HttpHeaders headers, String text) {

  JsonNode body() {
    return text.isBlank() ? MissingNode.getInstance() : Json.read(text);
  }

  /** Asserts the status. */
  Answer is(int expected) {
    assertThat(status).as(toString()).isEqualTo(expected);
    return this;
  }

  /** Asserts a problem document of this status and errno name. */
  Answer refused(int expected, String code) {
    assertThat(status + " " + at("code").asString(""))
        .as(toString())
        .isEqualTo(expected + " " + code);
    assertThat(header("Content-Type")).as(toString()).startsWith("application/problem+json");
    return this;
  }

  /**
   * Asserts EAGAIN as a closed range answers it: with the time after which asking again makes
   * sense.
   */
  Answer refusedAsClosed() {
    refused(409, "EAGAIN");
    assertThat(header("Retry-After")).as(toString()).matches("\\d+");
    assertThat(at("retryAfterSeconds").isIntegralNumber()).as(toString()).isTrue();
    return this;
  }

  JsonNode at(String path) {
    return Json.at(body(), path);
  }

  String text(String path) {
    JsonNode node = at(path);
    assertThat(node.isString()).as("text %s in %s", path, this).isTrue();
    return node.asString();
  }

  String id() {
    return text("id");
  }

  String state() {
    return text("state");
  }

  long number(String path) {
    JsonNode node = at(path);
    assertThat(node.isIntegralNumber()).as("number %s in %s", path, this).isTrue();
    return node.asLong();
  }

  boolean flag(String path) {
    JsonNode node = at(path);
    assertThat(node.isBoolean()).as("flag %s in %s", path, this).isTrue();
    return node.asBoolean();
  }

  Instant time(String path) {
    return Instant.parse(text(path));
  }

  Duration duration(String path) {
    return Duration.parse(text(path));
  }

  /** Whether the field is null or not there at all. */
  boolean lacks(String path) {
    JsonNode node = at(path);
    return node.isMissingNode() || node.isNull();
  }

  List<JsonNode> list(String path) {
    JsonNode node = at(path);
    assertThat(node.isArray()).as("list %s in %s", path, this).isTrue();
    return StreamSupport.stream(node.spliterator(), false).toList();
  }

  List<JsonNode> items() {
    return list("items");
  }

  /** The ids of a list's items, in its order. */
  List<String> ids() {
    return items().stream().map(item -> item.path("id").asString()).toList();
  }

  String header(String name) {
    return headers.firstValue(name).orElse("");
  }

  @Override
  public String toString() {
    return "%s -> %d %s %s".formatted(request, status, headers.map(), text);
  }
}
