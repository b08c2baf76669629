package org.daxlease.agent;

import java.time.Duration;
import java.util.List;
import org.daxlease.client.Event;
import org.daxlease.client.HeartbeatInfo;
import org.daxlease.client.ProblemException;
import org.daxlease.client.ProcessApi;
import org.daxlease.client.UnreachableException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Heartbeats of the processes that want some, and what they acknowledge. */
final class Heartbeats {

  private static final Logger log = LoggerFactory.getLogger(Heartbeats.class);
  private static final Duration ROUND = Duration.ofMillis(250);
  private static final Duration SILENCE = Duration.ofSeconds(1);

  private final ProcessApi service;
  private final ProcessTable processTable;

  Heartbeats(ProcessApi service, ProcessTable processTable) {
    this.service = service;
    this.processTable = processTable;
  }

  /** Beats for whoever is due, until the end. */
  void run(AgentLifecycle lifecycle) {
    while (!lifecycle.isOver()) {
      for (TrackedProcess process : processTable.held()) {
        if (process.isDue() && !beat(process)) {
          break;
        }
      }
      lifecycle.rest(ROUND);
    }
  }

  /** One heartbeat; false where the service is away, so that there is no use in the next. */
  boolean beat(TrackedProcess process) {
    List<String> acknowledged = process.unacknowledged();
    try {
      service.beat(process.id(), new HeartbeatInfo.Beat(acknowledged));
      process.acknowledged(acknowledged);
      process.beat();
      return true;
    } catch (UnreachableException e) {
      log.debug("No heartbeat for {}: {}", process, e.getMessage());
      return false;
    } catch (ProblemException e) {
      refused(process, e);
      return true;
    }
  }

  /**
   * The signals that a process has not acknowledged; none of one that the service regards as gone,
   * which may be held here for long, as until its real end.
   */
  List<Event> pending(TrackedProcess process) {
    try {
      return service.beat(process.id(), new HeartbeatInfo.Beat(List.of())).signals();
    } catch (ProblemException e) {
      if (e.isPassing()) {
        throw e;
      }
      refused(process, e);
      return List.of();
    }
  }

  private static void refused(TrackedProcess process, ProblemException why) {
    log.debug("No heartbeat for {}: {}", process, why.getMessage());
    if (why.isPassing() || why.isDenied()) {
      // It is this one's trouble, or not ours to speak for, or a role is missing for a moment.
      process.keepSilence(SILENCE);
    } else {
      // It has exited or was fenced: nothing is left to say.
      process.end();
    }
  }
}
