package org.daxlease.holder;

import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.daxlease.client.CoordinatorClient;
import org.daxlease.client.Event;
import org.daxlease.client.EventStream;
import org.daxlease.client.LeaseInfo;
import org.daxlease.client.ProblemException;
import org.daxlease.client.UnreachableException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import sun.misc.Signal;
import sun.misc.SignalHandler;

/** Hears of breaks, and has them dealt with one after the other. */
final class BreakDispatcher implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(BreakDispatcher.class);
  private static final Duration PAUSE = Duration.ofSeconds(1);

  /** A process has one handler for SIGIO, and may have many files. */
  private static final Set<BreakDispatcher> CAUGHT = ConcurrentHashMap.newKeySet();

  private static final Signal SIGIO = new Signal("IO");
  private static final SignalHandler HANDLER = _ -> CAUGHT.forEach(BreakDispatcher::heard);

  private final ExecutorService calls =
      Executors.newSingleThreadExecutor(Thread.ofVirtual().name("lease-broken").factory());
  private final CountDownLatch end = new CountDownLatch(1);
  private final AtomicReference<@Nullable EventStream> current = new AtomicReference<>();

  private final BreakListener listener;
  private final CoordinatorClient coordinator;
  private final LeaseInfo lease;

  /** Only the thread that follows looks. */
  private boolean failing;

  private BreakDispatcher(BreakListener listener, CoordinatorClient coordinator, LeaseInfo lease) {
    this.listener = listener;
    this.coordinator = coordinator;
    this.lease = lease;
  }

  /**
   * Catches SIGIO, whose default is to end the process: to be called before there is a lease. An
   * agent may send it to whoever hears of breaks by the stream, too; there a handler of the
   * application's own stays.
   */
  static synchronized void expect(NotificationChannel channel) {
    SignalHandler before = Signal.handle(SIGIO, HANDLER);
    boolean nobodys =
        before == SignalHandler.SIG_DFL || before == SignalHandler.SIG_IGN || before == HANDLER;
    if (channel == NotificationChannel.STREAM && !nobodys) {
      Signal.handle(SIGIO, before);
    }
  }

  static BreakDispatcher listen(
      LeasedFile.Listening how, CoordinatorClient coordinator, LeaseInfo lease) {
    var breaks = new BreakDispatcher(how.listener(), coordinator, lease);
    switch (how.channel()) {
      case SIGNAL -> {
        CAUGHT.add(breaks);
        // Its signal may have come since the lease was taken, when nobody listened for it.
        breaks.lookForBreak();
      }
      case STREAM -> Thread.ofVirtual().name("lease-signals").start(breaks::follow);
    }
    return breaks;
  }

  /** Not on the thread that hears of it, which has others to tell. */
  void heard() {
    try {
      calls.execute(this::tell);
    } catch (RejectedExecutionException e) {
      log.debug("Lease {} was given back before its break was told", lease.id());
    }
  }

  private void lookForBreak() {
    try {
      calls.execute(this::tellIfBroken);
    } catch (RejectedExecutionException e) {
      log.debug("Lease {} was given back before it was looked at", lease.id());
    }
  }

  /** However long the service does not answer: a break that nobody tells of ends in SIGBUS. */
  private void tell() {
    look().ifPresent(listener::broken);
  }

  private void tellIfBroken() {
    look().filter(now -> now.breaking() != null || !now.isLive()).ifPresent(listener::broken);
  }

  /** The lease, as soon as the service shows it; empty if this is closed before. */
  private Optional<LeaseInfo> look() {
    while (isOpen()) {
      try {
        return Optional.of(coordinator.holdings().lease(lease.id()));
      } catch (ProblemException e) {
        if (!e.isPassing()) {
          return Optional.of(lease);
        }
      } catch (RuntimeException e) {
        log.debug("Lease {} cannot be looked at yet", lease.id(), e);
      }
      rest();
    }
    return Optional.empty();
  }

  /**
   * Each beginning brings whatever is not acknowledged. A node agent acknowledges what it has sent,
   * though nobody may have heard of it in between, so that the lease is looked at as well.
   */
  private void follow() {
    while (isOpen()) {
      try (EventStream stream =
          coordinator.stream("/v1/processes/" + lease.processId() + "/signals", null)) {
        current.set(stream);
        failing = false;
        lookForBreak();
        // Whoever closed this before did not see the stream: it ends here then.
        EventStream.Block block = isOpen() ? stream.next() : null;
        while (isOpen() && block != null) {
          if (block.event() != null && concerns(block.event())) {
            heard();
          }
          block = stream.next();
        }
      } catch (UnreachableException | ProblemException e) {
        // Away, or it refuses; its deadlines go on, and so does this.
        if (isOpen() && !failing) {
          failing = true;
          log.warn(
              "The signals of process {} cannot be followed now: {}",
              lease.processId(),
              e.getMessage());
        }
      } catch (RuntimeException e) {
        if (isOpen()) {
          log.error("The signals of process {} are followed again", lease.processId(), e);
        }
      }
      rest();
    }
  }

  /** Pins that no lease covers have no other listener than that of their file. */
  private boolean concerns(Event signal) {
    UUID broken = signal.id("leaseId");
    return broken == null ? lease.fileId().equals(signal.id("fileId")) : broken.equals(lease.id());
  }

  private boolean isOpen() {
    return end.getCount() > 0;
  }

  private void rest() {
    try {
      var _ = end.await(PAUSE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    end.countDown();
    CAUGHT.remove(this);
    EventStream stream = current.get();
    if (stream != null) {
      stream.close();
    }
    calls.shutdown();
  }
}
