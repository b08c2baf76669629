package org.daxlease.history;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.stream.Stream;

/** One running service, at its port. */
public final class Service {

  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(10))
          .build();

  private final URI base;

  public Service(int port) {
    this.base = URI.create("http://127.0.0.1:" + port);
  }

  /**
   * Sends a request and waits for the answer; {@code headers} are names and values in turn.
   *
   * @throws UncheckedIOException if none comes
   */
  public Reply send(String method, String path, String body, Duration wait, String... headers) {
    String type = method.equals("PATCH") ? "application/merge-patch+json" : "application/json";
    HttpRequest.Builder request =
        HttpRequest.newBuilder(base.resolve(path))
            .timeout(wait)
            .header("Content-Type", type)
            .header("Accept", "application/json")
            .method(
                method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
    if (headers.length > 0) {
      request.headers(headers);
    }
    try {
      var response = http.send(request.build(), BodyHandlers.ofString());
      return new Reply(method + " " + path + " " + body, response.statusCode(), response.body());
    } catch (IOException e) {
      throw new UncheckedIOException(method + " " + path, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(method + " " + path, e);
    }
  }

  /** The lines of the event stream after a position; closing the response ends it. */
  public HttpResponse<Stream<String>> stream(long after) throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(base.resolve("/v1/events"))
            .header("Accept", "text/event-stream")
            .header("Last-Event-ID", Long.toString(after))
            .build();
    return http.send(request, BodyHandlers.ofLines());
  }
}
