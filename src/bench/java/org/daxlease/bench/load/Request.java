package org.daxlease.bench.load;

import java.nio.charset.StandardCharsets;

/** The bytes of HTTP/1.1 requests, made before the clock runs. */
public final class Request {

  private Request() {}

  public static byte[] get(String path) {
    return bytes(
        "GET " + path + " HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept: application/json\r\n\r\n");
  }

  /** A stream of server-sent events. */
  public static byte[] stream(String path) {
    return bytes(
        "GET " + path + " HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept: text/event-stream\r\n\r\n");
  }

  public static byte[] delete(String path) {
    return bytes("DELETE " + path + " HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n");
  }

  public static byte[] post(String path, String json) {
    return withBody("POST", path, json);
  }

  public static byte[] put(String path, String json) {
    return withBody("PUT", path, json);
  }

  private static byte[] withBody(String method, String path, String json) {
    return bytes(
        "%s %s HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s"
            .formatted(method, path, bytes(json).length, json));
  }

  static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
