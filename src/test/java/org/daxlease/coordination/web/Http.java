package org.daxlease.coordination.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.Locale;
import org.daxlease.http.Exchange;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A plain HTTP client for tests, with what they look at in every answer. */
record Http(int port) {

  /** An answer as it came over the wire. */
  record Answer(int status, HttpResponse<String> response) {

    String body() {
      return response.body();
    }

    String header(String name) {
      return response.headers().firstValue(name).orElse("");
    }

    JsonNode json() {
      return JsonMapper.shared().readTree(body());
    }

    List<String> fields() {
      return json().path("errors").valueStream().map(it -> it.path("field").asString()).toList();
    }

    /** Asserts that this is a problem document that gives nothing away. */
    Answer isProblem(int expectedStatus, String code) {
      assertThat(status).as(body()).isEqualTo(expectedStatus);
      assertThat(header("Content-Type")).isEqualTo("application/problem+json");
      assertThat(json().path("code").asString()).as(body()).isEqualTo(code);
      assertThat(json().path("status").asInt()).isEqualTo(expectedStatus);
      assertThat(json().path("type").asString())
          .isEqualTo("urn:daxlease:problem:" + code.toLowerCase(Locale.ROOT));
      assertThat(json().path("title").asString()).isNotEmpty();
      assertThat(json().path("detail").asString()).isNotEmpty();
      assertThat(body())
          .doesNotContainIgnoringCase("exception", "org.springframework", "secret", "jackson")
          .doesNotContainIgnoringCase("trace", "\tat ", "select ", "tomcat");
      return this;
    }
  }

  Answer get(String path, String... headers) {
    return send("GET", path, BodyPublishers.noBody(), headers);
  }

  Answer post(String path, String body, String... headers) {
    return send("POST", path, BodyPublishers.ofString(body), withJson(headers));
  }

  private static String[] withJson(String[] headers) {
    String[] all = new String[headers.length + 2];
    System.arraycopy(headers, 0, all, 0, headers.length);
    all[headers.length] = "Content-Type";
    all[headers.length + 1] = "application/json";
    return all;
  }

  Answer send(String method, String path, BodyPublisher body, String... headers) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(Exchange.uri(port, path)).method(method, body);
    if (headers.length > 0) {
      request.headers(headers);
    }
    HttpResponse<String> response = Exchange.send(request.build(), BodyHandlers.ofString());
    return new Answer(response.statusCode(), response);
  }
}
