package org.daxlease.holder;

import java.time.Duration;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.daxlease.client.Coordinator;
import org.daxlease.client.EventStream;
import org.daxlease.client.ProblemException;
import org.daxlease.client.UnreachableException;
import org.jspecify.annotations.Nullable;
import sun.misc.Signal;

/** Hears of breaks, and has them dealt with one after the other. */
final class Breaks implements AutoCloseable {

  private static final Duration PAUSE = Duration.ofSeconds(1);

  /** A process has one handler for SIGIO, and may have many files. */
  private static final Set<Breaks> CAUGHT = ConcurrentHashMap.newKeySet();

  private final ExecutorService calls =
      Executors.newSingleThreadExecutor(Thread.ofVirtual().name("lease-broken").factory());
  private final CountDownLatch end = new CountDownLatch(1);
  private final AtomicReference<@Nullable EventStream> current = new AtomicReference<>();

  private volatile Runnable onSignal = () -> {};

  private Breaks() {}

  static Breaks listen(Notification how, Coordinator coordinator, UUID processId, Runnable broken) {
    var breaks = new Breaks();
    switch (how) {
      case SIGNAL -> {
        breaks.onSignal = broken;
        CAUGHT.add(breaks);
        Signal.handle(new Signal("IO"), _ -> CAUGHT.forEach(Breaks::caught));
      }
      case STREAM ->
          Thread.ofVirtual()
              .name("lease-signals")
              .start(() -> breaks.follow(coordinator, processId, broken));
    }
    return breaks;
  }

  /** Called on a thread of the JVM's, not inside the signal. */
  private void caught() {
    calls.execute(onSignal);
  }

  /** Each beginning brings whatever is not acknowledged, so nothing is missed in between. */
  private void follow(Coordinator coordinator, UUID processId, Runnable broken) {
    while (end.getCount() > 0) {
      try (EventStream stream =
          coordinator.stream("/v1/processes/" + processId + "/signals", null)) {
        current.set(stream);
        for (EventStream.Block block = stream.next(); block != null; block = stream.next()) {
          if (block.event() != null) {
            calls.execute(broken);
          }
        }
      } catch (UnreachableException | ProblemException e) {
        // The service is away; its deadlines go on, and so does this.
      }
      rest();
    }
  }

  private void rest() {
    try {
      if (end.await(PAUSE.toMillis(), TimeUnit.MILLISECONDS)) {
        return;
      }
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
