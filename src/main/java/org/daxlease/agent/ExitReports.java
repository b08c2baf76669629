package org.daxlease.agent;

import java.time.Duration;
import java.util.UUID;
import org.daxlease.client.ProblemException;
import org.daxlease.client.ProcessApi;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reports exits, each until the service has taken it. */
final class ExitReports {

  private static final Logger log = LoggerFactory.getLogger(ExitReports.class);

  private static final Duration DENIED = Duration.ofSeconds(3);
  private static final int ATTEMPTS = 200;

  private final ProcessApi service;
  private final AgentLifecycle lifecycle;
  private final boolean dryRun;
  private final Duration pause;

  ExitReports(ProcessApi service, AgentLifecycle lifecycle, boolean dryRun) {
    this(service, lifecycle, dryRun, DENIED);
  }

  /**
   * Makes one with a pause of its own.
   *
   * @param pause after a report that was denied
   */
  ExitReports(ProcessApi service, AgentLifecycle lifecycle, boolean dryRun, Duration pause) {
    this.service = service;
    this.lifecycle = lifecycle;
    this.dryRun = dryRun;
    this.pause = pause;
  }

  /**
   * Begins to report an exit; does not wait for it.
   *
   * @return who reports it; null in a dry run
   */
  @Nullable Thread report(UUID processId, int pid) {
    if (dryRun) {
      said(processId, pid, "Would report the exit");
      return null;
    }
    return Thread.ofVirtual().name("exit-" + pid).start(() -> untilTaken(processId, pid));
  }

  private void untilTaken(UUID processId, int pid) {
    try {
      boolean taken =
          lifecycle.persist("Exit of pid " + pid, () -> exited(processId)).orElse(false);
      if (taken) {
        said(processId, pid, "Reported the exit");
      }
    } catch (ProblemException e) {
      // Somebody else, it may be the process itself on its way out, has said so already.
      said(processId, pid, "Did not report the exit: " + e.getMessage());
    }
  }

  /** A role may be missing for a while, and nobody else may know of this exit. */
  private boolean exited(UUID processId) {
    for (int i = 1; !lifecycle.isOver(); i++) {
      try {
        service.exited(processId);
        return true;
      } catch (ProblemException e) {
        if (!e.isDenied() || i == ATTEMPTS) {
          throw e;
        }
        log.debug("Exit of {}: {}", processId, e.getMessage());
        lifecycle.rest(pause);
      }
    }
    return false;
  }

  private static void said(UUID processId, int pid, String what) {
    log.atInfo().addKeyValue("processId", processId).addKeyValue("pid", pid).log(what);
  }
}
