package org.daxlease.agent;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.atomic.AtomicBoolean;
import org.daxlease.client.ProcessInfo;
import org.daxlease.linux.PidFd;
import org.jspecify.annotations.Nullable;

/** A registered process of this host that was seen alive, and is held by its pidfd since. */
final class TrackedProcess {

  private static final int MOST_ACKNOWLEDGED = 1000;

  private volatile ProcessInfo info;
  private final PidFd pidfd;
  private final Set<Long> unacknowledged = new ConcurrentSkipListSet<>();
  private final AtomicBoolean beating = new AtomicBoolean();
  private volatile boolean ended;
  private volatile long lastBeat = System.nanoTime();
  private volatile long silentUntil = System.nanoTime();

  TrackedProcess(ProcessInfo info, PidFd pidfd) {
    this.info = info;
    this.pidfd = pidfd;
  }

  UUID id() {
    return info.id();
  }

  ProcessInfo info() {
    return info;
  }

  /** It was registered again, and may want heartbeats of another rhythm. */
  void describe(ProcessInfo again) {
    info = again;
  }

  PidFd pidfd() {
    return pidfd;
  }

  /** A signal was dealt with; the next heartbeat says so. */
  void acknowledge(long eventId) {
    unacknowledged.add(eventId);
  }

  /** As much of what is to be acknowledged as a heartbeat takes; the next one says the rest. */
  List<String> unacknowledged() {
    return unacknowledged.stream().limit(MOST_ACKNOWLEDGED).map(id -> Long.toString(id)).toList();
  }

  void acknowledged(List<String> eventIds) {
    eventIds.forEach(id -> unacknowledged.remove(Long.valueOf(id)));
  }

  /** The service regards it as gone: it is still watched to its real end, but not spoken for. */
  void end() {
    ended = true;
    unacknowledged.clear();
  }

  /** The service does not let us speak for it now; that may change. */
  void keepSilence(Duration time) {
    silentUntil = System.nanoTime() + time.toNanos();
  }

  /** False if a heartbeat is under way. */
  boolean beginBeat() {
    return beating.compareAndSet(false, true);
  }

  void endBeat() {
    beating.set(false);
  }

  void beat() {
    lastBeat = System.nanoTime();
  }

  /** Whether it is time to show a sign of life, or something is to be acknowledged. */
  boolean isDue() {
    if (ended || System.nanoTime() - silentUntil < 0) {
      return false;
    }
    @Nullable Duration ttl = info.heartbeatTtl();
    boolean beat = ttl != null && System.nanoTime() - lastBeat >= ttl.dividedBy(3).toNanos();
    return beat || !unacknowledged.isEmpty();
  }

  @Override
  public String toString() {
    return "process " + info.id() + " (pid " + pidfd.pid() + ")";
  }
}
