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
class FailurePauseTest {

  private final RuntimeException away =
      new TransientDataAccessResourceException("the connection broke");

  private final AtomicLong nanoTime = new AtomicLong(Long.MAX_VALUE);
  private final FailurePause pause = new FailurePause(nanoTime::get);
  @AutoClose private final LogOf log = new LogOf(FailurePause.class);
  private final String webhook = "Webhook " + UUID.randomUUID();

  private List<ILoggingEvent> said() {
    return List.copyOf(log.list).stream()
        .filter(line -> line.getFormattedMessage().startsWith(webhook))
        .toList();
  }

  @Test
  void databaseThatIsAwayIsOneLinePerRest() {
    pause.report(webhook, away);
    pause.report(webhook, away);
    nanoTime.addAndGet(FailurePause.LENGTH.toNanos() - 1);
    pause.report(webhook, away);
    assertThat(said()).hasSize(1);

    nanoTime.incrementAndGet();
    pause.report(webhook, away);
    assertThat(said())
        .hasSize(2)
        .allSatisfy(line -> {
          assertThat(line.getFormattedMessage()).contains("the connection broke");
          assertThat(line.getThrowableProxy()).isNull();
        });
  }

  @Test
  void surpriseIsSaidInFull() {
    pause.report(webhook, away);
    pause.report(webhook, new IllegalStateException("a bug"));

    assertThat(said().getLast().getLevel()).isEqualTo(Level.ERROR);
    assertThat(said().getLast().getThrowableProxy()).isNotNull();
  }

  @Test
  void nobodyTriesAgainAfterTheEnd() {
    pause.end();

    assertThat(pause.pauseAfter(webhook, away)).isFalse();
  }
}
