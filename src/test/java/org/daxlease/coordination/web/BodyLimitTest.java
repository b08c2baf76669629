package org.daxlease.coordination.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import org.daxlease.http.Wire;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.web.server.LocalServerPort;

@WebTest
class BodyLimitTest {

  private Http http;
  private Wire raw;

  @BeforeEach
  void connect(@LocalServerPort int port) {
    http = new Http(port);
    raw = new Wire(port);
  }

  @Test
  void bodyOfTheMostBytesIsRead() {
    assertThat(post(BodyPublishers.ofByteArray(body(BodyLimit.MOST_BYTES))).status())
        .isEqualTo(200);
    assertThat(post(chunked(body(BodyLimit.MOST_BYTES))).status()).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(ints = {BodyLimit.MOST_BYTES + 1, 3 * BodyLimit.MOST_BYTES, 20 * 1024 * 1024})
  void longerBodyIsEmsgsize(int length) {
    post(BodyPublishers.ofByteArray(body(length))).isProblem(413, "EMSGSIZE");
    post(chunked(body(length))).isProblem(413, "EMSGSIZE");
  }

  @Test
  void announcedLengthIsEnoughToRefuse() {
    raw.send(
            "POST /v1/probes HTTP/1.1\r\nHost: localhost\r\nContent-Length: 99999999999\r\n"
                + "Expect: 100-continue\r\nContent-Type: application/json\r\n\r\n")
        .isProblem(413, "EMSGSIZE");
  }

  @Test
  void refusalNamesThePath() {
    assertThat(
            post(BodyPublishers.ofByteArray(body(BodyLimit.MOST_BYTES + 1)))
                .json()
                .path("instance")
                .asString())
        .isEqualTo("/v1/probes");
  }

  @Test
  void limitHoldsAlsoWhereNoBodyIsExpected() {
    http.send("PUT", "/v1/nothing", BodyPublishers.ofByteArray(body(BodyLimit.MOST_BYTES + 1)))
        .isProblem(413, "EMSGSIZE");
  }

  private Http.Answer post(BodyPublisher body) {
    return http.send("POST", "/v1/probes", body, "Content-Type", "application/json");
  }

  private static BodyPublisher chunked(byte[] body) {
    return BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(body));
  }

  private static byte[] body(int length) {
    String json = "{\"name\": \"a\"}";
    return (json + " ".repeat(length - json.length())).getBytes(StandardCharsets.US_ASCII);
  }
}
