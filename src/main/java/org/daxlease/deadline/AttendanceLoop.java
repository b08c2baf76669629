package org.daxlease.deadline;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.daxlease.coordination.AttendanceService;
import org.daxlease.coordination.TransientFailures;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/**
 * Says again and again that somebody serves; while that cannot be said, no heartbeat is missed, and
 * this replica is not ready: a database that only answers, as a standby or with a full disk, takes
 * no command.
 */
@Component("attendance")
class AttendanceLoop implements SmartLifecycle, HealthIndicator {

  private static final Logger log = LoggerFactory.getLogger(AttendanceLoop.class);
  private static final long PERIOD_MILLIS = 500;
  private static final long PATIENCE = Duration.ofSeconds(5).toNanos();

  private final AttendanceService attendance;
  private @Nullable ScheduledExecutorService thread;
  private volatile long attendedAt = System.nanoTime();

  /** Only its own thread looks. */
  private boolean broken;

  AttendanceLoop(AttendanceService attendance) {
    this.attendance = attendance;
  }

  @Override
  public synchronized void start() {
    thread =
        Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("attendance").factory());
    thread.scheduleWithFixedDelay(this::attend, 0, PERIOD_MILLIS, TimeUnit.MILLISECONDS);
  }

  private void attend() {
    try {
      attendance.attend();
      attendedAt = System.nanoTime();
      broken = false;
    } catch (RuntimeException | Error e) {
      // An error too: nobody would lapse any more, behind a loop that says it runs.
      if (e instanceof RuntimeException failure && TransientFailures.isTransient(failure)) {
        log.debug("An outage begins, or lasts: {}", TransientFailures.inOneLine(failure));
      } else if (!broken) {
        broken = true;
        log.error("It cannot be said that this replica serves; trying again", e);
      }
    }
  }

  @Override
  public Health health() {
    return System.nanoTime() - attendedAt < PATIENCE
        ? Health.up().build()
        : Health.down().withDetail("reason", "nothing can be written").build();
  }

  @Override
  public synchronized void stop() {
    if (thread != null) {
      // No interrupt: one that hits a thread inside H2 closes its database file.
      thread.shutdown();
      thread = null;
    }
  }

  @Override
  public synchronized boolean isRunning() {
    return thread != null;
  }
}
