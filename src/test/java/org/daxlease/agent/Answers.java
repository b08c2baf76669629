package org.daxlease.agent;

import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CopyOnWriteArrayList;
import org.daxlease.client.CoordinatorClient;
import org.daxlease.client.Credentials;
import org.daxlease.client.ProcessApi;
import org.daxlease.http.StubServer;
import org.daxlease.http.StubServer.Answer;
import org.daxlease.http.StubServer.Request;

/**
 * A service that gives the answers it was told, one after the other, and then the last for ever.
 */
final class Answers implements AutoCloseable {

  private final StubServer server = new StubServer().on("/", this::answer);
  private final Queue<Answer> next;
  private final Runnable asked;
  private final List<String> requests = new CopyOnWriteArrayList<>();

  /**
   * Begins to listen.
   *
   * @param asked called with each request, before it is answered
   */
  Answers(Runnable asked, Answer... answers) {
    this.asked = asked;
    this.next = new ArrayDeque<>(List.of(answers));
  }

  private synchronized Answer answer(Request request) {
    requests.add((request.method() + " " + request.path() + " " + request.body()).strip());
    asked.run();
    return next.size() > 1 ? next.remove() : next.element();
  }

  ProcessApi processes() {
    return CoordinatorClient.at(server.uri(), Credentials.NONE).processes();
  }

  List<String> requests() {
    return requests;
  }

  @Override
  public void close() {
    server.close();
  }
}
