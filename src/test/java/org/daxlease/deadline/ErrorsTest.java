package org.daxlease.deadline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.daxlease.history.Api;
import org.daxlease.history.Cast;
import org.hibernate.cfg.AvailableSettings;
import org.hibernate.resource.jdbc.spi.StatementInspector;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.hibernate.autoconfigure.HibernatePropertiesCustomizer;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.Primary;

/** Deadlines after a failure that is no exception, such as memory that was short for a moment. */
@SpringBootTest(
    webEnvironment = WebEnvironment.RANDOM_PORT,
    properties = {
      "spring.datasource.url=jdbc:h2:mem:deadline-errors;DB_CLOSE_DELAY=-1;LOCK_TIMEOUT=10000",
      "daxlease.deadline.poll=50ms"
    })
@Import(ErrorsTest.Doubles.class)
class ErrorsTest {

  @LocalServerPort private int port;
  @Autowired private Broken broken;
  @Autowired private DeadlineLoop loop;

  /** Goes on only when a test says so: what rests, rests until then. */
  @Autowired private AtomicLong nanoTime;

  private Cast cast;

  /** Breaks the next queries with some part. */
  static final class Broken implements StatementInspector {

    private volatile String part = "";
    private final AtomicInteger left = new AtomicInteger();
    private volatile @Nullable CompletableFuture<@Nullable Void> held;
    private volatile boolean holds;

    void next(int queries, String with) {
      part = with;
      left.set(queries);
    }

    /** Keeps whoever comes with some part next until that is done. */
    void hold(String with, CompletableFuture<@Nullable Void> until) {
      held = until;
      part = with;
    }

    boolean isHeld() {
      return holds;
    }

    @Override
    public String inspect(String sql) {
      CompletableFuture<@Nullable Void> until = held;
      if (until != null && sql.contains(part)) {
        holds = true;
        held = null;
        until.join();
      }
      if (left.get() > 0 && sql.contains(part) && left.getAndDecrement() > 0) {
        throw new NoClassDefFoundError("a class that is broken");
      }
      return sql;
    }
  }

  @TestConfiguration(proxyBeanMethods = false)
  static class Doubles {

    @Bean
    Broken broken() {
      return new Broken();
    }

    @Bean
    AtomicLong nanoTime() {
      return new AtomicLong();
    }

    @Bean
    @Primary
    FailureBackoff restingByHand(AtomicLong nanoTime) {
      return new FailureBackoff(nanoTime::get);
    }

    @Bean
    HibernatePropertiesCustomizer breaks(Broken broken) {
      return settings -> settings.put(AvailableSettings.STATEMENT_INSPECTOR, broken);
    }
  }

  @BeforeEach
  void begins() {
    cast = new Cast(new Api(port));
  }

  private void reaches(String type, String process) {
    await().until(() -> hasReached(type, process));
  }

  private boolean hasReached(String type, String process) {
    return cast.api().journal().stream()
        .anyMatch(e ->
            e.path("type").asString().equals("org.daxlease." + type)
                && e.path("data").path("processId").asString().equals(process));
  }

  @Test
  void roundThatBrokeIsNotTheLast() {
    broken.next(1, "lapses_at<=");
    await().until(() -> broken.left.get() == 0);

    reaches("process.lapsed", lapsing(3));
  }

  /** The only test with breaks: their further deadlines would be broken in place of another's. */
  @Test
  void fileWhoseDeadlineBrokeRestsBeforeItIsTriedAgain() {
    String file = cast.file("leaseBreakTime", "PT0.1S");
    Cast.Holder holder = cast.holder(file);
    broken.next(1, "fence_at is null");
    cast.truncate(file).done();
    await().until(() -> broken.left.get() == 0);

    String other = cast.file("leaseBreakTime", "PT0.1S");
    Cast.Holder another = cast.holder(other);
    cast.truncate(other).done();
    reaches("signal.sigbus", another.process());

    assertThat(hasReached("signal.sigbus", holder.process())).isFalse();
    restEnds();
    reaches("signal.sigbus", holder.process());
  }

  @Test
  void processWhoseLapseBrokeRestsBeforeItIsTriedAgain() {
    broken.next(1, "lapsed_holder='FENCE'");
    String process = lapsing(1);
    await().until(() -> broken.left.get() == 0);

    reaches("process.lapsed", lapsing(2));

    assertThat(hasReached("process.lapsed", process)).isFalse();
    restEnds();
    reaches("process.lapsed", process);
  }

  /** What is being fired then is not to meet a pool of connections that is closed. */
  @Test
  void endWaitsForWhatIsBeingFired() throws InterruptedException {
    var fired = new CompletableFuture<Boolean>();
    var hold = new CompletableFuture<@Nullable Void>();
    broken.hold("lapsed_holder='FENCE'", hold);
    String process = lapsing(4);
    await().until(() -> broken.isHeld());

    Thread stopper =
        Thread.ofPlatform()
            .start(() -> {
              loop.stop();
              fired.complete(hasReached("process.lapsed", process));
            });
    await().until(() -> fired.isDone() || stopper.getState() == Thread.State.TIMED_WAITING);
    hold.complete(null);

    stopper.join();
    loop.start();
    assertThat(fired).isCompletedWithValue(true);
  }

  private String lapsing(int pid) {
    return cast.api()
        .post("/v1/processes", "host", "h", "pid", pid, "heartbeatTtl", "PT0.1S")
        .done()
        .id();
  }

  private void restEnds() {
    nanoTime.addAndGet(FailureBackoff.LENGTH.toNanos());
  }
}
