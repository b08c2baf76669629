package org.daxlease.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;
import org.slf4j.LoggerFactory;
import org.springframework.dao.TransientDataAccessResourceException;

@Isolated("reads a log that each start of a service sets up anew")
class BackoffTest {

  private final RuntimeException away =
      new TransientDataAccessResourceException("the connection broke");

  private final AtomicLong nanoTime = new AtomicLong(Long.MAX_VALUE);
  private final Backoff backoff = new Backoff(nanoTime::get);
  private final Logger logger = (Logger) LoggerFactory.getLogger(Backoff.class);
  private final ListAppender<ILoggingEvent> log = new ListAppender<>();
  private final String webhook = "Webhook " + UUID.randomUUID();

  @BeforeEach
  void listens() {
    log.start();
    logger.addAppender(log);
  }

  @AfterEach
  void listensNoMore() {
    logger.detachAppender(log);
  }

  private List<ILoggingEvent> said() {
    return List.copyOf(log.list).stream()
        .filter(line -> line.getFormattedMessage().startsWith(webhook))
        .toList();
  }

  @Test
  void databaseThatIsAwayIsOneLinePerRest() {
    backoff.report(webhook, away);
    backoff.report(webhook, away);
    nanoTime.addAndGet(Backoff.LENGTH.toNanos() - 1);
    backoff.report(webhook, away);
    assertThat(said()).hasSize(1);

    nanoTime.incrementAndGet();
    backoff.report(webhook, away);
    assertThat(said())
        .hasSize(2)
        .allSatisfy(line -> {
          assertThat(line.getFormattedMessage()).contains("the connection broke");
          assertThat(line.getThrowableProxy()).isNull();
        });
  }

  @Test
  void surpriseIsSaidInFull() {
    backoff.report(webhook, away);
    backoff.report(webhook, new IllegalStateException("a bug"));

    assertThat(said().getLast().getLevel()).isEqualTo(Level.ERROR);
    assertThat(said().getLast().getThrowableProxy()).isNotNull();
  }

  @Test
  void nobodyTriesAgainAfterTheEnd() {
    backoff.end();

    assertThat(backoff.pauseAfter(webhook, away)).isFalse();
  }
}
