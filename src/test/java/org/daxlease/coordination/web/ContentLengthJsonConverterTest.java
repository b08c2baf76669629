package org.daxlease.coordination.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.web.server.LocalServerPort;

/** Answers are as long as they say before they begin, good or bad, whatever letters they have. */
@WebTest
class ContentLengthJsonConverterTest {

  private Http http;

  @BeforeEach
  void connect(@LocalServerPort int port) {
    http = new Http(port);
  }

  @Test
  void ofACommand() {
    saysHowLongItIs(
        201,
        http.post("/v1/processes", "{\"host\":\"h\",\"pid\":7,\"command\":\"prüf, 検査 & 🔒\"}"));
  }

  @Test
  void ofAList() {
    saysHowLongItIs(200, http.get("/v1/processes?host=h&limit=5"));
  }

  @Test
  void ofAProblem() {
    saysHowLongItIs(404, http.get("/v1/files/11111111-2222-3333-4444-555555555555"));
  }

  @Test
  void notWhereItIsLong() {
    String name = "a command that is long ".repeat(50);
    for (int i = 0; i < 20; i++) {
      http.post(
          "/v1/processes",
          "{\"host\":\"long\",\"pid\":%d,\"command\":\"%s\"}".formatted(i + 1, name));
    }

    Http.Answer answer = http.get("/v1/processes?host=long");

    assertThat(answer.json().path("items").size()).isEqualTo(20);
    assertThat(answer.body().length()).isGreaterThan(ContentLengthOutputStream.MOST_HELD);
    assertThat(answer.header("Content-Length")).isEmpty();
    assertThat(answer.header("Transfer-Encoding")).isEqualTo("chunked");
  }

  private static void saysHowLongItIs(int status, Http.Answer answer) {
    int bytes = answer.body().getBytes(StandardCharsets.UTF_8).length;
    assertThat(answer.status()).as(answer.body()).isEqualTo(status);
    assertThat(answer.header("Content-Length")).isEqualTo(Integer.toString(bytes));
    assertThat(answer.header("Transfer-Encoding")).isEmpty();
  }
}
