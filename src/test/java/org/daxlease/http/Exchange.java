package org.daxlease.http;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

/** A request and its answer. */
public final class Exchange {

  private static final HttpClient CLIENT =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(10))
          .build();

  private Exchange() {}

  /** An address on this host. */
  public static URI uri(int port, String path) {
    return URI.create("http://127.0.0.1:" + port + path);
  }

  public static HttpResponse<String> get(int port, String path) {
    return send(HttpRequest.newBuilder(uri(port, path)).build(), BodyHandlers.ofString());
  }

  /**
   * Sends a request and waits for the answer.
   *
   * @throws UncheckedIOException if none comes
   */
  public static <T> HttpResponse<T> send(HttpRequest request, BodyHandler<T> body) {
    String line = request.method() + " " + request.uri();
    try {
      return CLIENT.send(request, body);
    } catch (IOException e) {
      throw new UncheckedIOException(line, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(line, e);
    }
  }
}
