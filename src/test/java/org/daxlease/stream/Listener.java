package org.daxlease.stream;

import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A client of a stream: what an EventSource would see, block by block (WHATWG HTML, 9.2). */
final class Listener implements AutoCloseable {

  private static final HttpClient HTTP =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  /** One block; null where it lacks the field. */
  record Block(String comment, String id, String event, String data) {

    boolean isEvent() {
      return data != null;
    }
  }

  final HttpResponse<InputStream> response;
  final List<Block> blocks = new CopyOnWriteArrayList<>();
  private final List<Block> events = new CopyOnWriteArrayList<>();
  private volatile String retry = "none";
  private volatile boolean ended;

  /** Connects; returns once the headers are there. */
  Listener(int port, String path, String... headers) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://localhost:" + port + path))
            .header("Accept", "text/event-stream");
    if (headers.length > 0) {
      request.headers(headers);
    }
    try {
      response = HTTP.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
    Thread.ofVirtual().start(this::read);
  }

  private void read() {
    try (BufferedReader lines =
        new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8))) {
      List<String> block = new ArrayList<>();
      String line;
      while ((line = lines.readLine()) != null) {
        if (line.isEmpty()) {
          take(block);
          block.clear();
        } else {
          block.add(line);
        }
      }
    } catch (IOException e) {
      // Ended, like any other way.
    } finally {
      ended = true;
    }
  }

  private void take(List<String> lines) {
    String milliseconds = field(lines, "retry: ");
    if (milliseconds != null) {
      retry = milliseconds;
    }
    Block block =
        new Block(
            field(lines, ": "),
            field(lines, "id: "),
            field(lines, "event: "),
            field(lines, "data: "));
    if (block.isEvent()) {
      events.add(block);
    }
    blocks.add(block);
  }

  private static String field(List<String> lines, String prefix) {
    return lines.stream()
        .filter(line -> line.startsWith(prefix))
        .map(line -> line.substring(prefix.length()))
        .findFirst()
        .orElse(null);
  }

  List<Block> events() {
    return events;
  }

  /** The ids of the first events, once there are that many. */
  List<Long> ids(int count) {
    awaitEvents(count);
    return events.stream().map(event -> Long.valueOf(event.id())).toList();
  }

  /** The kinds of the first events, once there are that many. */
  List<String> types(int count) {
    awaitEvents(count);
    return events.stream().map(Block::event).toList();
  }

  private void awaitEvents(int count) {
    await()
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(5))
        .atMost(Duration.ofSeconds(30))
        .until(() -> events.size() >= count);
  }

  /** When it was asked to connect again, in milliseconds; {@code none} if it was not. */
  String retry() {
    return retry;
  }

  boolean ended() {
    return ended;
  }

  @Override
  public void close() {
    try {
      response.body().close();
    } catch (IOException e) {
      // Gone already.
    }
  }
}
