package org.daxlease.deadline;

import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.daxlease.coordination.AttendanceService;
import org.daxlease.coordination.TransientFailures;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/** Says again and again that somebody serves; while that cannot be said, no heartbeat is missed. */
@Component
class AttendanceLoop implements SmartLifecycle {

  private static final Logger log = LoggerFactory.getLogger(AttendanceLoop.class);
  private static final long PERIOD_MILLIS = 500;

  private final AttendanceService attendance;
  private @Nullable ScheduledExecutorService thread;

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
    } catch (RuntimeException e) {
      log.debug("An outage begins, or lasts: {}", TransientFailures.inOneLine(e));
    } catch (Error e) {
      // Nobody would lapse any more, behind a loop that says it runs.
      log.error("It cannot be said that this replica serves; trying again", e);
    }
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
