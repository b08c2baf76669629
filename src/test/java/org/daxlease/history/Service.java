package org.daxlease.history;

import java.io.UncheckedIOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.stream.Stream;
import org.daxlease.http.Exchange;

/** One running service, at its port. */
public final class Service {

  private final int port;

  public Service(int port) {
    this.port = port;
  }

  /**
   * Sends a request and waits for the answer; {@code headers} are names and values in turn.
   *
   * @throws UncheckedIOException if none comes
   */
  public Reply send(String method, String path, String body, Duration wait, String... headers) {
    String type = method.equals("PATCH") ? "application/merge-patch+json" : "application/json";
    HttpRequest.Builder request =
        HttpRequest.newBuilder(Exchange.uri(port, path))
            .timeout(wait)
            .header("Content-Type", type)
            .header("Accept", "application/json")
            .method(
                method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
    if (headers.length > 0) {
      request.headers(headers);
    }
    var response = Exchange.send(request.build(), BodyHandlers.ofString());
    return new Reply(method + " " + path + " " + body, response.statusCode(), response.body());
  }

  /** The lines of the event stream after a position; closing the response ends it. */
  public HttpResponse<Stream<String>> stream(long after) {
    HttpRequest request =
        HttpRequest.newBuilder(Exchange.uri(port, "/v1/events"))
            .header("Accept", "text/event-stream")
            .header("Last-Event-ID", Long.toString(after))
            .build();
    return Exchange.send(request, BodyHandlers.ofLines());
  }
}
