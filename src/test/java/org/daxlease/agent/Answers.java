package org.daxlease.agent;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CopyOnWriteArrayList;
import org.daxlease.client.CoordinatorClient;
import org.daxlease.client.Credentials;
import org.daxlease.client.ProcessApi;

/**
 * A service that gives the answers it was told, one after the other, and then the last for ever.
 */
final class Answers implements AutoCloseable {

  private final HttpServer server;
  private final Queue<Answer> next;
  private final Runnable asked;
  private final List<String> requests = new CopyOnWriteArrayList<>();

  record Answer(int status, String body) {

    static Answer problem(int status, String code) {
      return new Answer(status, "{\"code\":\"" + code + "\"}");
    }
  }

  /**
   * Begins to listen.
   *
   * @param asked called with each request, before it is answered
   */
  Answers(Runnable asked, Answer... answers) throws IOException {
    this.asked = asked;
    this.next = new ArrayDeque<>(List.of(answers));
    this.server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
    server.createContext("/", this::answer);
    server.start();
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
      requests.add(
          (exchange.getRequestMethod() + " " + exchange.getRequestURI() + " " + body).strip());
      asked.run();
      Answer answer = next.size() > 1 ? next.remove() : next.element();
      byte[] bytes = answer.body().getBytes(StandardCharsets.UTF_8);
      exchange.getResponseHeaders().set("Content-Type", "application/json");
      exchange.sendResponseHeaders(answer.status(), bytes.length == 0 ? -1 : bytes.length);
      exchange.getResponseBody().write(bytes);
    }
  }

  ProcessApi processes() {
    URI uri = URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    return CoordinatorClient.at(uri, Credentials.NONE).processes();
  }

  List<String> requests() {
    return requests;
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
