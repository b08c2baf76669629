package org.daxlease.coordination.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Requests that no HTTP client would send, byte by byte. */
record RawHttp(int port) {

  /** What came back until the server closed the connection. */
  record Answer(String head, String body) {

    Answer isProblem(int status, String code) {
      assertThat(head).startsWith("HTTP/1.1 " + status + " ");
      assertThat(head).containsIgnoringCase("\r\ncontent-type: application/problem+json\r\n");
      JsonNode problem = new JsonMapper().readTree(body);
      assertThat(problem.path("code").asString()).isEqualTo(code);
      assertThat(problem.path("status").asInt()).isEqualTo(status);
      assertThat(body).doesNotContainIgnoringCase("tomcat", "exception", "html");
      return this;
    }
  }

  /** Sends the bytes of a text and reads until the server closes. */
  Answer send(String request) throws IOException {
    try (Socket socket = new Socket("127.0.0.1", port)) {
      socket.setSoTimeout(10_000);
      socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
      socket.getOutputStream().flush();
      return answer(new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
    }
  }

  private static Answer answer(String text) {
    int end = text.indexOf("\r\n\r\n");
    assertThat(end).as(text).isPositive();
    String head = text.substring(0, end + 2);
    String body = text.substring(end + 4);
    return new Answer(head, isChunked(head) ? dechunked(body) : body);
  }

  private static boolean isChunked(String head) {
    return head.toLowerCase(Locale.ROOT).contains("transfer-encoding: chunked");
  }

  private static String dechunked(String body) {
    StringBuilder text = new StringBuilder();
    int at = 0;
    while (true) {
      int line = body.indexOf("\r\n", at);
      int size = Integer.parseInt(body.substring(at, line), 16);
      if (size == 0) {
        return text.toString();
      }
      text.append(body, line + 2, line + 2 + size);
      at = line + 2 + size + 2;
    }
  }
}
