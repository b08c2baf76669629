package org.daxlease.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.springframework.http.HttpMethod;
import org.springframework.http.client.ClientHttpRequestExecution;
import org.springframework.http.client.ClientHttpResponse;
import org.springframework.http.client.SimpleClientHttpRequestFactory;

class OnPlatformThreadTest {

  private static ClientHttpResponse send(Duration limit, ClientHttpRequestExecution execution)
      throws IOException {
    var request =
        new SimpleClientHttpRequestFactory()
            .createRequest(URI.create("http://issuer/keys"), HttpMethod.GET);
    return new OnPlatformThread(limit).intercept(request, new byte[0], execution);
  }

  @Test
  void requestOfAVirtualThreadIsSentByOneOfTheSystem() {
    var sender = new AtomicReference<Thread>();
    var sent =
        new FutureTask<>(() ->
            send(
                Duration.ofMinutes(1),
                (_, _) -> {
                  sender.set(Thread.currentThread());
                  throw new IOException("away");
                }));

    Thread.ofVirtual().start(sent);

    assertThat(sent)
        .failsWithin(Duration.ofSeconds(30))
        .withThrowableThat()
        .havingCause()
        .isInstanceOf(IOException.class)
        .withMessage("away");
    assertThat(sender.get().isVirtual()).isFalse();
  }

  @Test
  void failureIsTheOneThatItFailedWith() {
    assertThatIOException()
        .isThrownBy(() ->
            send(
                Duration.ofMinutes(1),
                (_, _) -> {
                  throw new ConnectException("refused");
                }))
        .isInstanceOf(ConnectException.class);
  }

  @Test
  void whatNeverAnswersIsNotWaitedFor() {
    var never = new CountDownLatch(1);
    assertThatIOException()
        .isThrownBy(() ->
            send(
                Duration.ofMillis(1),
                (_, _) -> {
                  try {
                    never.await();
                  } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                  }
                  throw new IOException("it answered");
                }))
        .withMessageContaining("http://issuer/keys does not answer");
    never.countDown();
  }
}
