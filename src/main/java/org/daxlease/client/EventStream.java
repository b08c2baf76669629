package org.daxlease.client;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * Server-sent events, one after the other, for one reader. The service says something every 15
 * seconds by default; a stream that is silent for much longer is cut off here, as a connection can
 * die without a word.
 */
public final class EventStream implements AutoCloseable {

  private static final Duration SILENCE = Duration.ofSeconds(60);
  private static final Duration ANSWERING = Duration.ofSeconds(15);
  private static final Duration REFUSING = Duration.ofSeconds(5);
  private static final int LONGEST_PROBLEM = 65_536;
  private static final int OK = 200;
  private static final String STREAM = "text/event-stream";

  private static final JsonMapper JSON = JsonMapper.shared();
  private static final ScheduledThreadPoolExecutor WATCH = watch();

  private final URI server;
  private final InputStream body;
  private final BufferedReader lines;
  private @Nullable Long lastEventId;

  private EventStream(URI server, InputStream body, @Nullable Long lastEventId) {
    this.server = server;
    this.body = body;
    this.lines = new BufferedReader(new InputStreamReader(body, StandardCharsets.UTF_8));
    this.lastEventId = lastEventId;
  }

  /**
   * One block of the stream.
   *
   * @param position to resume from, behind the event; null where the stream has told none yet
   * @param event null where the service only moved the position on
   * @param reset the entries behind the position asked for are gone; it goes on from another
   */
  public record Block(@Nullable Long position, @Nullable Event event, boolean reset) {}

  static EventStream open(
      HttpClient http,
      URI server,
      String path,
      Credentials credentials,
      @Nullable Long lastEventId) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(server + path)).header("Accept", STREAM);
    credentials.authorization().ifPresent(value -> request.header("Authorization", value));
    if (lastEventId != null) {
      request.header("Last-Event-ID", Long.toString(lastEventId));
    }
    try {
      HttpResponse<InputStream> response = send(http, request.build());
      if (response.statusCode() != OK) {
        throw new ProblemException(response.statusCode(), problem(response.body()));
      }
      String type = response.headers().firstValue("Content-Type").orElse("nothing");
      if (!type.startsWith(STREAM)) {
        response.body().close();
        throw new IOException("HTTP 200, " + type + ", is no stream of the service");
      }
      return new EventStream(server, response.body(), lastEventId);
    } catch (IOException e) {
      throw new UnreachableException(server, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new UnreachableException(server, new IOException("interrupted", e));
    }
  }

  /** The head of an answer: a timeout of the request's own would one day include the stream. */
  private static HttpResponse<InputStream> send(HttpClient http, HttpRequest request)
      throws IOException, InterruptedException {
    var answer = http.sendAsync(request, BodyHandlers.ofInputStream());
    try {
      return answer.get(ANSWERING.toSeconds(), TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      throw new HttpTimeoutException("no answer in " + ANSWERING.toSeconds() + " s");
    } catch (ExecutionException e) {
      throw e.getCause() instanceof IOException failed ? failed : new IOException(e.getCause());
    } finally {
      answer.cancel(true);
    }
  }

  /** What was said, as far as it comes in time. */
  private static String problem(InputStream body) throws IOException {
    ScheduledFuture<?> cut =
        WATCH.schedule(() -> end(body), REFUSING.toSeconds(), TimeUnit.SECONDS);
    try (body) {
      return new String(body.readNBytes(LONGEST_PROBLEM), StandardCharsets.UTF_8);
    } finally {
      cut.cancel(false);
    }
  }

  private static ScheduledThreadPoolExecutor watch() {
    var watch =
        new ScheduledThreadPoolExecutor(
            1, Thread.ofPlatform().daemon().name("stream-silence").factory());
    watch.setRemoveOnCancelPolicy(true);
    return watch;
  }

  /**
   * Waits for the next block; null at the end of the stream.
   *
   * @throws UnreachableException if the connection broke or went silent
   */
  public @Nullable Block next() {
    ScheduledFuture<?> cut = WATCH.schedule(this::close, SILENCE.toSeconds(), TimeUnit.SECONDS);
    try {
      return read();
    } catch (IOException e) {
      throw new UnreachableException(server, e);
    } finally {
      cut.cancel(false);
    }
  }

  private @Nullable Block read() throws IOException {
    StringBuilder data = new StringBuilder();
    String type = "";
    boolean moved = false;
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      if (line.isEmpty() && !data.isEmpty()) {
        boolean reset = type.equals("reset");
        Event event = reset ? null : JSON.readValue(data.toString(), Event.class);
        return new Block(lastEventId, event, reset);
      } else if (line.isEmpty() && moved) {
        return new Block(lastEventId, null, false);
      } else if (line.startsWith("id:")) {
        lastEventId = Long.valueOf(line.substring("id:".length()).strip());
        moved = true;
      } else if (line.startsWith("event:")) {
        type = line.substring("event:".length()).strip();
      } else if (line.startsWith("data:")) {
        data.append(line.substring("data:".length()).strip());
      }
    }
    return null;
  }

  /** Ends it; a reader that waits for a block is told. */
  @Override
  public void close() {
    end(body);
  }

  private static void end(InputStream body) {
    try {
      body.close();
    } catch (IOException e) {
      // It is over either way.
    }
  }
}
