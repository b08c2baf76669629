package org.daxlease.agent;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Semaphore;
import org.daxlease.client.Event;
import org.daxlease.client.HeartbeatInfo;
import org.daxlease.client.ProblemException;
import org.daxlease.client.ProcessApi;
import org.daxlease.client.UnreachableException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Heartbeats of the processes that want some, and what they acknowledge. The service may be slow to
 * answer about one process, such as one that is ending, and none is kept waiting by another.
 */
final class Heartbeats {

  /** Why a process can have no heartbeat any more. */
  private static final Set<String> GONE = Set.of("ESRCH", "ENOENT");

  private static final Logger log = LoggerFactory.getLogger(Heartbeats.class);
  private static final Duration ROUND = Duration.ofMillis(250);
  private static final Duration SILENCE = Duration.ofSeconds(1);
  private static final int AT_ONCE = 64;

  private final ProcessApi service;
  private final ProcessTable processTable;
  private final Semaphore places = new Semaphore(AT_ONCE);
  private volatile long awayAt = System.nanoTime() - ROUND.toNanos();

  Heartbeats(ProcessApi service, ProcessTable processTable) {
    this.service = service;
    this.processTable = processTable;
  }

  /** Beats for whoever is due, until the end. */
  void run(AgentLifecycle lifecycle) {
    while (!lifecycle.isOver()) {
      for (TrackedProcess process : processTable.held()) {
        soon(process);
      }
      lifecycle.rest(ROUND);
    }
  }

  /**
   * Has a signal acknowledged, and gives that a moment: whoever takes over from this agent sends
   * what is not acknowledged once more.
   */
  void acknowledge(TrackedProcess process, long eventId) {
    process.acknowledge(eventId);
    Thread beat = soon(process);
    try {
      if (beat != null && !beat.join(ROUND)) {
        log.debug("{} is still to be acknowledged for {}", eventId, process);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Has a heartbeat sent, if one is due and none is under way. */
  private @Nullable Thread soon(TrackedProcess process) {
    return process.isDue() && process.beginBeat()
        ? Thread.ofVirtual().name("heartbeat").start(() -> inTurn(process))
        : null;
  }

  private void inTurn(TrackedProcess process) {
    places.acquireUninterruptibly();
    try {
      if (System.nanoTime() - awayAt >= ROUND.toNanos()) {
        beat(process);
      }
    } finally {
      places.release();
      process.endBeat();
    }
  }

  private void beat(TrackedProcess process) {
    List<String> acknowledged = process.unacknowledged();
    try {
      service.beat(process.id(), new HeartbeatInfo.Beat(acknowledged));
      process.acknowledged(acknowledged);
      process.beat();
    } catch (UnreachableException e) {
      log.debug("No heartbeat for {}: {}", process, e.getMessage());
      if (!e.isTimeout()) {
        // Nobody listens: there is no use in those that wait for a place.
        awayAt = System.nanoTime();
      }
    } catch (ProblemException e) {
      refused(process, e);
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
    if (GONE.contains(String.valueOf(why.code()))) {
      // It has exited or was fenced: nothing is left to say.
      process.end();
    } else {
      // It is this one's trouble, or not ours to speak for, or a role is missing for a moment.
      process.keepSilence(SILENCE);
    }
  }
}
