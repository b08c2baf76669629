package org.daxlease.coordination;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import org.daxlease.coordination.EvidenceService.Arrived;
import org.daxlease.protocol.DeliveryPath;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Takes word that signals arrived, from whoever delivers them, at once and without waiting. It is
 * written down soon after, many at a time. Evidence that is lost with this process only leaves a
 * deadline where it was, which is later.
 */
@Component
public class SignalEvidence {

  private static final Logger log = LoggerFactory.getLogger(SignalEvidence.class);
  private static final int AT_ONCE = 500;
  private static final int TRIES = 3;
  private static final Duration PAUSE = Duration.ofSeconds(1);

  private final EvidenceService service;
  private final Queue<Arrived> arrived = new ConcurrentLinkedQueue<>();
  private final AtomicBoolean writing = new AtomicBoolean();

  SignalEvidence(EvidenceService service) {
    this.service = service;
  }

  /**
   * Says that a signal reached somebody. It counts if the process is that caller's own: what
   * anybody else reads says nothing of the holder.
   *
   * @param position of its journal entry
   */
  public void delivered(long position, DeliveryPath path, Caller to) {
    arrived.add(new Arrived(position, path, to));
    startWriting();
  }

  /** Says that a process itself has acknowledged a signal of its own. */
  void acknowledged(long position) {
    arrived.add(new Arrived(position, DeliveryPath.HEARTBEAT, null));
    startWriting();
  }

  private void startWriting() {
    if (!arrived.isEmpty() && writing.compareAndSet(false, true)) {
      Thread.ofVirtual().name("signal-evidence").start(this::writeAll);
    }
  }

  private void writeAll() {
    try {
      List<Arrived> batch;
      while (!(batch = next()).isEmpty()) {
        write(batch);
      }
    } finally {
      writing.set(false);
      startWriting();
    }
  }

  private List<Arrived> next() {
    List<Arrived> batch = new ArrayList<>();
    Arrived each;
    while (batch.size() < AT_ONCE && (each = arrived.poll()) != null) {
      batch.add(each);
    }
    return batch;
  }

  private void write(List<Arrived> batch) {
    for (int attempt = 1; ; attempt++) {
      try {
        service.record(batch).forEach(this::startDeadline);
        return;
      } catch (RuntimeException e) {
        if (attempt == TRIES || !pause()) {
          log.warn("That {} signals arrived could not be written down", batch.size(), e);
          return;
        }
      }
    }
  }

  /** One that fails leaves its own deadline where it is, and no other. */
  private void startDeadline(EvidenceService.Awaited awaited) {
    try {
      service.startDeadline(awaited);
    } catch (RuntimeException e) {
      log.warn("The deadline of signal {} does not count from its arrival", awaited.position(), e);
    }
  }

  private static boolean pause() {
    try {
      Thread.sleep(PAUSE);
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
