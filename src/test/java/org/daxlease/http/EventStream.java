package org.daxlease.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A client of one server-sent event stream (WHATWG HTML, 9.2): reads in the background until
 * closed.
 */
public final class EventStream implements AutoCloseable {

  /** What stands between two empty lines; empty where it lacks the field. */
  public record Block(String comment, String retry, String id, String name, String data) {

    public static Block comment(String text) {
      return new Block(text, "", "", "", "");
    }

    /** An event without data only moves the last id: the keep-alive of a quiet stream. */
    public static Block position(long id) {
      return new Block("", "", Long.toString(id), "", "");
    }

    private static Block of(Map<String, String> fields) {
      Function<String, String> field = name -> fields.getOrDefault(name, "");
      return new Block(
          field.apply(""),
          field.apply("retry"),
          field.apply("id"),
          field.apply("event"),
          field.apply("data"));
    }

    private boolean isEvent() {
      return !data.isEmpty();
    }

    public JsonNode envelope() {
      return JsonMapper.shared().readTree(data);
    }
  }

  private final HttpResponse<InputStream> response;
  private final List<Block> blocks = new ArrayList<>();
  private boolean ended;

  private EventStream(HttpResponse<InputStream> response) {
    this.response = response;
    Thread.ofVirtual().name("event-stream").start(this::read);
  }

  /** Returns once the headers are there, which are names and values in turn. */
  public static EventStream open(URI uri, String... headers) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(uri).header("Accept", "text/event-stream").GET();
    if (headers.length > 0) {
      request.headers(headers);
    }
    var response = Exchange.send(request.build(), BodyHandlers.ofInputStream());
    assertThat(response.statusCode()).as("GET %s", uri).isEqualTo(200);
    return new EventStream(response);
  }

  public HttpHeaders headers() {
    return response.headers();
  }

  public synchronized List<Block> blocks() {
    return List.copyOf(blocks);
  }

  public synchronized boolean ended() {
    return ended;
  }

  /** The last id so far, as a browser would send it back; 0 before the first. */
  public long position() {
    return blocks().stream()
        .filter(block -> !block.id().isEmpty())
        .mapToLong(block -> Long.parseLong(block.id()))
        .reduce(0, (_, last) -> last);
  }

  public List<Block> events() {
    return blocks().stream().filter(Block::isEvent).toList();
  }

  /** The names of the events so far, in order. */
  public List<String> names() {
    return events().stream().map(Block::name).toList();
  }

  /** The names of the events, once there are that many. */
  public List<String> names(int count) {
    return awaits(count).stream().map(Block::name).toList();
  }

  /** The ids of the events, once there are that many. */
  public List<Long> ids(int count) {
    return awaits(count).stream().map(event -> Long.valueOf(event.id())).toList();
  }

  private List<Block> awaits(int count) {
    return await()
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(5))
        .until(this::events, events -> events.size() >= count);
  }

  /** Waits for an event and returns the first one that matches. */
  public Block awaits(Predicate<Block> wanted) {
    return await()
        .pollInterval(Duration.ofMillis(10))
        .until(() -> events().stream().filter(wanted).findFirst(), found -> found.isPresent())
        .orElseThrow();
  }

  /** Waits until the service has ended the stream. */
  public void awaitsEnd() {
    await().until(this::ended);
  }

  @Override
  public void close() {
    try {
      response.body().close();
    } catch (IOException e) {
      // The connection is gone either way.
    }
  }

  private void read() {
    Map<String, String> fields = new HashMap<>();
    try (BufferedReader lines =
        new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (line.isEmpty()) {
          add(Block.of(fields));
          fields.clear();
        } else {
          String[] field = line.split(": ?", 2);
          fields.merge(field[0], field[1], (first, more) -> first + "\n" + more);
        }
      }
    } catch (IOException e) {
      // Closed by either side: what was read so far stands.
    } finally {
      end();
    }
  }

  private synchronized void add(Block block) {
    blocks.add(block);
  }

  private synchronized void end() {
    ended = true;
  }
}
