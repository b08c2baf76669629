package org.daxlease.acceptance;

import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.daxlease.http.Exchange;
import org.daxlease.http.StubServer;
import org.daxlease.http.StubServer.Answer;
import org.daxlease.http.StubServer.Request;

/** Something between a client and the service. */
final class Proxy implements AutoCloseable {

  private static final List<String> PASSED =
      List.of("content-type", "accept", "idempotency-key", "last-event-id");

  private static final Answer NOT_NOW =
      Answer.of(
          503,
          "application/problem+json",
          "{\"status\":503,\"code\":\"EBUSY\",\"detail\":\"Not now.\"}");

  private final StubServer server;

  private Proxy(Function<Request, Answer> answering) {
    server = new StubServer().on("/", answering);
  }

  /**
   * Hands everything on.
   *
   * @param before is told the method and path of each request before that is handed on
   */
  static Proxy before(int port, Consumer<String> before) {
    return new Proxy(request -> {
      before.accept(asked(request));
      return handOn(request, port, request.path());
    });
  }

  /** Hands everything on, with another path. */
  static Proxy rewriting(int port, UnaryOperator<String> path) {
    return new Proxy(request -> handOn(request, port, path.apply(request.path())));
  }

  /** Answers everything by itself, with a page. */
  static Proxy page(int status, String type, String body) {
    var headers = Map.of("Content-Type", type, "Location", "http://127.0.0.1:1/login");
    return new Proxy(_ -> new Answer(status, headers, body));
  }

  /** Answers some requests in the service's stead, by their method and path: not now. */
  static Proxy refusing(int port, Predicate<String> some) {
    return instead(port, some, NOT_NOW);
  }

  /** Answers some requests in the service's stead, by their method and path. */
  static Proxy instead(int port, Predicate<String> some, Answer answer) {
    return new Proxy(
        request -> some.test(asked(request)) ? answer : handOn(request, port, request.path()));
  }

  /** Hands everything on, and answers some of it as if it had not been carried out. */
  static Proxy losing(int port, Predicate<String> some) {
    return new Proxy(request -> {
      Answer answer = handOn(request, port, request.path());
      return some.test(asked(request)) ? NOT_NOW : answer;
    });
  }

  /** The first requests of a method and path, which are a regular expression. */
  static Predicate<String> first(int times, String requests) {
    var left = new AtomicInteger(times);
    return request -> request.matches(requests) && left.getAndDecrement() > 0;
  }

  private static String asked(Request request) {
    return request.method() + " " + request.path();
  }

  private static Answer handOn(Request request, int port, String path) {
    HttpRequest.Builder sent =
        HttpRequest.newBuilder(Exchange.uri(port, path))
            .method(request.method(), BodyPublishers.ofString(request.body()));
    for (String header : PASSED) {
      request.headers().firstValue(header).ifPresent(value -> sent.header(header, value));
    }
    HttpResponse<String> got = Exchange.send(sent.build(), BodyHandlers.ofString());
    Map<String, String> headers = new HashMap<>();
    got.headers().firstValue("Content-Type").ifPresent(type -> headers.put("Content-Type", type));
    return new Answer(got.statusCode(), headers, got.body());
  }

  int port() {
    return server.port();
  }

  @Override
  public void close() {
    server.close();
  }
}
