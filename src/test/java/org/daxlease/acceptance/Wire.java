package org.daxlease.acceptance;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** HTTP by hand, for requests that no decent client would send. */
final class Wire {
  private Wire() {}

  /** Sends a request line (with headers of its own after a line break) as it is. */
  static Answer send(int port, String line, String body) {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    String head = line + "\r\nConnection: close\r\n";
    head += line.contains("Host:") ? "" : "Host: 127.0.0.1\r\n";
    head += line.contains("Content-Type:") ? "" : "Content-Type: application/json\r\n";
    if (!line.contains("Content-Length:") && !line.contains("Transfer-Encoding:")) {
      head += "Content-Length: " + bytes.length + "\r\n";
    }
    try (Socket socket = new Socket("127.0.0.1", port)) {
      socket.setSoTimeout(30_000);
      socket.getOutputStream().write((head + "\r\n").getBytes(StandardCharsets.ISO_8859_1));
      socket.getOutputStream().write(bytes);
      socket.getOutputStream().flush();
      return parse(
          line, new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(line, e);
    }
  }

  private static Answer parse(String request, String response) {
    int end = response.indexOf("\r\n\r\n");
    if (end < 0) {
      throw new IllegalStateException("no response to " + request + ": " + response);
    }
    String[] lines = response.substring(0, end).split("\r\n", -1);
    Map<String, List<String>> headers = new LinkedHashMap<>();
    for (int i = 1; i < lines.length; i++) {
      int colon = lines[i].indexOf(':');
      headers
          .computeIfAbsent(lines[i].substring(0, colon), name -> new ArrayList<>())
          .add(lines[i].substring(colon + 1).strip());
    }
    HttpHeaders parsed = HttpHeaders.of(headers, (name, value) -> true);
    String body = response.substring(end + 4);
    if (parsed.firstValue("Transfer-Encoding").orElse("").equals("chunked")) {
      body = unchunked(body);
    }
    return new Answer(request, Integer.parseInt(lines[0].split(" ", 3)[1]), parsed, body);
  }

  private static String unchunked(String body) {
    StringBuilder whole = new StringBuilder();
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    int at = 0;
    while (at < bytes.length) {
      int line = at;
      while (bytes[line] != '\r') {
        line++;
      }
      int size = Integer.parseInt(new String(bytes, at, line - at, StandardCharsets.US_ASCII), 16);
      if (size == 0) {
        break;
      }
      whole.append(new String(bytes, line + 2, size, StandardCharsets.UTF_8));
      at = line + 2 + size + 2;
    }
    return whole.toString();
  }
}
