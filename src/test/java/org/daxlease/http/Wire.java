package org.daxlease.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** HTTP by hand, for requests that no decent client would send. */
public record Wire(int port) {

  /** What came back until the server closed the connection. */
  public record Answer(int status, HttpHeaders headers, String body) {

    public Answer isProblem(int expected, String code) {
      assertThat(status).as(body).isEqualTo(expected);
      assertThat(headers.firstValue("Content-Type")).contains("application/problem+json");
      JsonNode problem = JsonMapper.shared().readTree(body);
      assertThat(problem.path("code").asString()).isEqualTo(code);
      assertThat(problem.path("status").asInt()).isEqualTo(expected);
      assertThat(body).doesNotContainIgnoringCase("tomcat", "exception", "html");
      return this;
    }
  }

  /** Sends the bytes of a text and reads until the server closes. */
  public Answer send(String request) {
    try (Socket socket = new Socket("127.0.0.1", port)) {
      socket.setSoTimeout(30_000);
      socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
      socket.getOutputStream().flush();
      // A char for each byte, as the sizes of chunks count bytes.
      return answer(
          new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1));
    } catch (IOException e) {
      throw new UncheckedIOException(request, e);
    }
  }

  private static Answer answer(String text) {
    int end = text.indexOf("\r\n\r\n");
    assertThat(end).as(text).isPositive();
    String[] lines = text.substring(0, end).split("\r\n");
    Map<String, List<String>> fields =
        Arrays.stream(lines)
            .skip(1)
            .map(line -> line.split(": *", 2))
            .collect(
                Collectors.groupingBy(
                    field -> field[0], Collectors.mapping(field -> field[1], Collectors.toList())));
    HttpHeaders headers = HttpHeaders.of(fields, (_, _) -> true);
    String body = text.substring(end + 4);
    boolean chunked = headers.firstValue("Transfer-Encoding").orElse("").equals("chunked");
    byte[] bytes = (chunked ? whole(body) : body).getBytes(StandardCharsets.ISO_8859_1);
    return new Answer(
        Integer.parseInt(lines[0].split(" ")[1]),
        headers,
        new String(bytes, StandardCharsets.UTF_8));
  }

  private static String whole(String chunks) {
    StringBuilder text = new StringBuilder();
    int at = 0;
    while (true) {
      int line = chunks.indexOf("\r\n", at);
      int size = Integer.parseInt(chunks.substring(at, line), 16);
      if (size == 0) {
        return text.toString();
      }
      text.append(chunks, line + 2, line + 2 + size);
      at = line + 2 + size + 2;
    }
  }
}
