package org.daxlease.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ILoggingEvent;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.daxlease.LogOf;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;
import org.springframework.dao.TransientDataAccessResourceException;

@Isolated("reads a log that each start of a service sets up anew")
class BackoffTest {

  private final RuntimeException away =
      new TransientDataAccessResourceException("the connection broke");

  private final AtomicLong nanoTime = new AtomicLong(Long.MAX_VALUE);
  private final Backoff backoff = new Backoff(nanoTime::get);
  @AutoClose private final LogOf log = new LogOf(Backoff.class);
  private final String webhook = "Webhook " + UUID.randomUUID();

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
