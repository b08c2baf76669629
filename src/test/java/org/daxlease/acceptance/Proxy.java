package org.daxlease.acceptance;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

/** Something between a client and the service. */
final class Proxy implements AutoCloseable {

  private static final HttpClient HTTP = HttpClient.newHttpClient();
  private static final List<String> PASSED =
      List.of("content-type", "accept", "idempotency-key", "last-event-id");

  private final HttpServer server;
  private final AtomicReference<Throwable> failure = new AtomicReference<>();

  private interface Answering {
    void answer(HttpExchange exchange) throws IOException;
  }

  private Proxy(Answering answering) {
    try {
      server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext(
        "/",
        exchange -> {
          try {
            answering.answer(exchange);
          } catch (RuntimeException | Error e) {
            failure.compareAndSet(null, e);
            throw e;
          }
        });
    server.start();
  }

  /**
   * Hands everything on.
   *
   * @param before is told the method and path of each request before that is handed on
   */
  static Proxy before(int port, Consumer<String> before) {
    return new Proxy(exchange -> {
      before.accept(exchange.getRequestMethod() + " " + exchange.getRequestURI());
      HttpResponse<byte[]> response = handOn(exchange, port);
      response
          .headers()
          .firstValue("Content-Type")
          .ifPresent(type -> exchange.getResponseHeaders().set("Content-Type", type));
      answer(exchange, response.statusCode(), response.body());
    });
  }

  /** Answers everything by itself, with a page. */
  static Proxy page(int status, String type, String body) {
    return new Proxy(exchange -> {
      exchange.getResponseHeaders().set("Content-Type", type);
      exchange.getResponseHeaders().set("Location", "http://127.0.0.1:1/login");
      answer(exchange, status, body.getBytes(StandardCharsets.UTF_8));
    });
  }

  private static HttpResponse<byte[]> handOn(HttpExchange exchange, int port) throws IOException {
    URI target = URI.create("http://127.0.0.1:" + port + exchange.getRequestURI());
    byte[] body = exchange.getRequestBody().readAllBytes();
    HttpRequest.Builder request =
        HttpRequest.newBuilder(target)
            .method(exchange.getRequestMethod(), BodyPublishers.ofByteArray(body));
    for (String header : PASSED) {
      String value = exchange.getRequestHeaders().getFirst(header);
      if (value != null) {
        request.header(header, value);
      }
    }
    try {
      return HTTP.send(request.build(), BodyHandlers.ofByteArray());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
  }

  private static void answer(HttpExchange exchange, int status, byte[] body) throws IOException {
    try (exchange) {
      exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
      exchange.getResponseBody().write(body);
    }
  }

  int port() {
    return server.getAddress().getPort();
  }

  @Override
  public void close() {
    server.stop(0);
    if (failure.get() != null) {
      throw new AssertionError("the proxy failed", failure.get());
    }
  }
}
