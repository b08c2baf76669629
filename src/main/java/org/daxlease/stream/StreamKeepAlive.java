package org.daxlease.stream;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/**
 * Keeps quiet streams alive, also while the database is away, cuts off stalled ones and those whose
 * credentials are not good any more, and ends all of them when the service stops: before the web
 * server does, which would otherwise wait for them.
 */
@Component
class StreamKeepAlive implements SmartLifecycle {

  private static final Logger log = LoggerFactory.getLogger(StreamKeepAlive.class);
  private static final long LONGEST_BEAT = Duration.ofMillis(250).toNanos();

  private final StreamDispatcher dispatcher;
  private final long keepAlive;
  private final long stallTimeout;
  private final ScheduledExecutorService beats =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("stream-keep-alive").factory());
  private volatile boolean running;

  StreamKeepAlive(StreamDispatcher dispatcher, StreamProperties properties) {
    this.dispatcher = dispatcher;
    this.keepAlive = properties.keepAlive().toNanos();
    this.stallTimeout = properties.stallTimeout().toNanos();
  }

  @Override
  public void start() {
    running = true;
    long beat = Math.min(LONGEST_BEAT, Math.min(keepAlive, stallTimeout) / 4);
    var _ = beats.scheduleWithFixedDelay(this::beat, beat, beat, TimeUnit.NANOSECONDS);
  }

  private void beat() {
    try {
      dispatcher.tryAgain();
      dispatcher.keepAlive(keepAlive, System.nanoTime());
      dispatcher.cutOffStalled(stallTimeout, System.nanoTime());
      dispatcher.cutOffUnwelcome();
    } catch (RuntimeException | Error e) {
      // An error too: there is no other beat after one that throws.
      log.error("Streams could not be kept alive", e);
    }
  }

  @Override
  public void stop() {
    running = false;
    beats.shutdown();
    dispatcher.close();
  }

  @Override
  public boolean isRunning() {
    return running;
  }

  /** Last to start and first to stop. */
  @Override
  public int getPhase() {
    return DEFAULT_PHASE;
  }
}
