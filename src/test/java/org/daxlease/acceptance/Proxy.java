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
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/** Something between a client and the service. */
final class Proxy implements AutoCloseable {

  private static final HttpClient HTTP = HttpClient.newHttpClient();
  private static final List<String> PASSED =
      List.of("content-type", "accept", "idempotency-key", "last-event-id");

  private static final Page NOT_NOW =
      new Page(
          503,
          "application/problem+json",
          "{\"status\":503,\"code\":\"EBUSY\",\"detail\":\"Not now.\"}");

  private final HttpServer server;
  private final AtomicReference<Throwable> failure = new AtomicReference<>();

  /** An answer that is none of the service's. */
  record Page(int status, String type, String body) {
    private void answer(HttpExchange exchange) throws IOException {
      exchange.getResponseHeaders().set("Content-Type", type);
      exchange.getResponseHeaders().set("Location", "http://127.0.0.1:1/login");
      Proxy.answer(exchange, status, body.getBytes(StandardCharsets.UTF_8));
    }
  }

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
      before.accept(asked(exchange));
      pass(exchange, handOn(exchange, port, exchange.getRequestURI().toString()));
    });
  }

  /** Hands everything on, with another path. */
  static Proxy rewriting(int port, UnaryOperator<String> path) {
    return new Proxy(exchange ->
        pass(exchange, handOn(exchange, port, path.apply(exchange.getRequestURI().toString()))));
  }

  /** Answers everything by itself, with a page. */
  static Proxy page(int status, String type, String body) {
    return new Proxy(new Page(status, type, body)::answer);
  }

  /** Answers some requests in the service's stead, by their method and path: not now. */
  static Proxy refusing(int port, Predicate<String> some) {
    return instead(port, some, NOT_NOW);
  }

  /** Answers some requests in the service's stead, by their method and path. */
  static Proxy instead(int port, Predicate<String> some, Page answer) {
    return new Proxy(exchange -> {
      if (some.test(asked(exchange))) {
        answer.answer(exchange);
      } else {
        pass(exchange, handOn(exchange, port, exchange.getRequestURI().toString()));
      }
    });
  }

  /** Hands everything on, and answers some of it as if it had not been carried out. */
  static Proxy losing(int port, Predicate<String> some) {
    return new Proxy(exchange -> {
      var answer = handOn(exchange, port, exchange.getRequestURI().toString());
      if (some.test(asked(exchange))) {
        NOT_NOW.answer(exchange);
      } else {
        pass(exchange, answer);
      }
    });
  }

  /** The first requests of a method and path, which are a regular expression. */
  static Predicate<String> first(int times, String requests) {
    var left = new AtomicInteger(times);
    return request -> request.matches(requests) && left.getAndDecrement() > 0;
  }

  private static String asked(HttpExchange exchange) {
    return exchange.getRequestMethod() + " " + exchange.getRequestURI();
  }

  private static void pass(HttpExchange exchange, HttpResponse<byte[]> response)
      throws IOException {
    response
        .headers()
        .firstValue("Content-Type")
        .ifPresent(type -> exchange.getResponseHeaders().set("Content-Type", type));
    Proxy.answer(exchange, response.statusCode(), response.body());
  }

  private static HttpResponse<byte[]> handOn(HttpExchange exchange, int port, String path)
      throws IOException {
    URI target = URI.create("http://127.0.0.1:" + port + path);
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
