package org.daxlease.webhook.http;

import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;
import org.apache.hc.client5.http.ConnectTimeoutException;
import org.apache.hc.client5.http.classic.methods.HttpPost;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpHeaders;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.daxlease.webhook.http.SendResult.Kind;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Makes one attempt. It returns within the configured time, whatever the receiver does: a timer
 * cuts the connection, as no timeout of a socket helps against one that drips bytes.
 */
@Component
public class Sender implements AutoCloseable {

  private static final ContentType CLOUD_EVENT = ContentType.create("application/cloudevents+json");
  private static final int MOST_READ = 64 * 1024;
  private static final int GONE = 410;

  private final GuardedResolver resolver;
  private final CloseableHttpClient client;
  private final Duration timeout;
  private final ScheduledThreadPoolExecutor timers =
      new ScheduledThreadPoolExecutor(
          1, Thread.ofPlatform().daemon().name("webhook-timers").factory());

  Sender(OutboundProperties properties) {
    this.timeout = properties.timeout();
    this.resolver =
        new GuardedResolver(
            new AddressGuard(properties.allowedNetworks()), properties.connectTimeout());
    this.client = OutboundClient.of(properties, resolver);
    timers.setRemoveOnCancelPolicy(true);
  }

  /** Sends it, once and to no other URL, and says what became of it. Blocks. */
  public SendResult send(Message message) {
    long start = System.nanoTime();
    HttpPost post;
    try {
      post = post(message);
    } catch (IllegalArgumentException e) {
      return SendResult.failed(Kind.REFUSED, since(start), "the URL cannot be used");
    }
    ScheduledFuture<?> cut = timers.schedule(post::cancel, timeout.toNanos(), TimeUnit.NANOSECONDS);
    Attempt attempt = new Attempt(post, start);
    try {
      attempt.make();
    } catch (IOException | HttpException | RuntimeException e) {
      if (attempt.answer == null) {
        return failure(e, since(start));
      }
      // The head of the response has said it all; what breaks after it changes nothing.
    } finally {
      cut.cancel(false);
    }
    return Objects.requireNonNull(attempt.answer);
  }

  private static HttpPost post(Message message) {
    HttpPost post = new HttpPost(message.url());
    message.headers().forEach(post::setHeader);
    post.setEntity(new ByteArrayEntity(message.body(), CLOUD_EVENT));
    return post;
  }

  private static Duration since(long start) {
    return Duration.ofNanos(System.nanoTime() - start);
  }

  /** One exchange, whose answer is known as soon as the head of the response is there. */
  private final class Attempt {

    private final HttpPost post;
    private final long start;
    private @Nullable SendResult answer;

    Attempt(HttpPost post, long start) {
      this.post = post;
      this.start = start;
    }

    void make() throws IOException, HttpException {
      try (ClassicHttpResponse response = client.executeOpen(null, post, null)) {
        answer = judge(response, since(start));
        readALittle(response.getEntity());
        // Otherwise closing would read the rest.
        post.cancel();
      }
    }
  }

  private static void readALittle(@Nullable HttpEntity body) throws IOException {
    if (body == null) {
      return;
    }
    byte[] buffer = new byte[4096];
    InputStream content = body.getContent();
    int left = MOST_READ;
    while (left > 0) {
      int read = content.read(buffer, 0, Math.min(left, buffer.length));
      if (read < 0) {
        return;
      }
      left -= read;
    }
  }

  private static SendResult judge(ClassicHttpResponse response, Duration latency) {
    int status = response.getCode();
    if (status >= 200 && status < 300) {
      return new SendResult(Kind.DELIVERED, status, latency, null, null);
    }
    String what =
        status >= 300 && status < 400 ? "redirects are not followed" : "answered " + status;
    return new SendResult(
        status == GONE ? Kind.GONE : Kind.REFUSED,
        status,
        latency,
        what,
        RetryAfter.of(value(response, HttpHeaders.RETRY_AFTER), value(response, HttpHeaders.DATE)));
  }

  private static @Nullable String value(ClassicHttpResponse response, String name) {
    Header header = response.getFirstHeader(name);
    return header == null ? null : header.getValue();
  }

  private SendResult failure(Exception cause, Duration latency) {
    if (latency.compareTo(timeout) >= 0) {
      return SendResult.failed(Kind.TIMEOUT, latency, "no answer within " + timeout);
    }
    return switch (cause) {
      case ForbiddenAddressException _ ->
          SendResult.failed(Kind.FORBIDDEN, latency, "the host has no address that is allowed");
      case SlowNameException _ ->
          SendResult.failed(Kind.TIMEOUT, latency, "the host's name was not found in time");
      case UnknownHostException _ ->
          SendResult.failed(Kind.UNREACHABLE, latency, "the host's name leads nowhere");
      case ConnectTimeoutException _ ->
          SendResult.failed(Kind.TIMEOUT, latency, "no connection in time");
      case SocketTimeoutException _ ->
          SendResult.failed(Kind.TIMEOUT, latency, "no answer in time");
      case ConnectException _ ->
          SendResult.failed(Kind.UNREACHABLE, latency, "the connection was refused");
      case SSLException _ -> SendResult.failed(Kind.UNREACHABLE, latency, "TLS failed");
      default -> SendResult.failed(Kind.UNREACHABLE, latency, "the connection broke");
    };
  }

  @Override
  public void close() throws IOException {
    timers.shutdownNow();
    client.close();
    resolver.close();
  }
}
