package org.daxlease.http;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A server that answers what a test tells it to, under each path. */
public final class StubServer implements AutoCloseable {

  /** What it is asked; the path has its query. */
  public record Request(String method, String path, HttpHeaders headers, String body) {}

  /** What it says; empty for an answer that has no body. */
  public record Answer(int status, Map<String, String> headers, String body) {

    public static Answer of(int status) {
      return new Answer(status, Map.of(), "");
    }

    public static Answer of(int status, String type, String body) {
      return new Answer(status, Map.of("Content-Type", type), body);
    }

    public static Answer json(int status, String body) {
      return of(status, "application/json", body);
    }

    public static Answer problem(int status, String code) {
      return of(status, "application/problem+json", "{\"code\":\"" + code + "\"}");
    }
  }

  private final HttpServer server;
  private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();

  public StubServer() {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1024);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.start();
  }

  public StubServer on(String path, Answer answer) {
    return on(path, _ -> answer);
  }

  /** An {@link UncheckedIOException} breaks the connection off. */
  public StubServer on(String path, Function<Request, Answer> answer) {
    server.createContext(path, exchange -> take(exchange, answer));
    return this;
  }

  private void take(HttpExchange exchange, Function<Request, Answer> how) throws IOException {
    try (exchange) {
      Answer answer = how.apply(request(exchange));
      byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
      answer.headers().forEach(exchange.getResponseHeaders()::set);
      exchange.sendResponseHeaders(answer.status(), body.length == 0 ? -1 : body.length);
      exchange.getResponseBody().write(body);
    } catch (UncheckedIOException e) {
      throw e.getCause();
    } catch (RuntimeException | Error e) {
      failure.compareAndSet(null, e);
      throw e;
    }
  }

  private static Request request(HttpExchange exchange) throws IOException {
    return new Request(
        exchange.getRequestMethod(),
        exchange.getRequestURI().toString(),
        HttpHeaders.of(exchange.getRequestHeaders(), (_, _) -> true),
        new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
  }

  public int port() {
    return server.getAddress().getPort();
  }

  public URI uri() {
    return Exchange.uri(port(), "");
  }

  /** Fails if it could not answer as it was told. */
  @Override
  public void close() {
    server.stop(0);
    if (failure.get() != null) {
      throw new AssertionError("the stub failed", failure.get());
    }
  }
}
