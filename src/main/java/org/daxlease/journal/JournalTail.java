package org.daxlease.journal;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/**
 * The one reader of this process that follows the journal's end. What this process commits itself
 * it passes on from memory, as long as nothing is missing before it; what other replicas commit it
 * finds at its next poll, or when it is woken. Either way it goes by position, so a lost hint costs
 * time and never an entry.
 */
@Component
final class JournalTail implements ChangeFeed, JournalListener, JournalFollower, SmartLifecycle {

  private static final Logger log = LoggerFactory.getLogger(JournalTail.class);
  private static final int BATCH = 1000;
  private static final Duration PAUSE_AFTER_FAILURE = Duration.ofSeconds(1);
  private static final long UNKNOWN = -1;

  /** While this process commits all the time, others' hints may be lost all the same. */
  private static final long LONGEST_REST = Duration.ofSeconds(1).toNanos();

  private final JournalReader reader;
  private final Duration pollInterval;
  private final List<Listener> listeners = new CopyOnWriteArrayList<>();
  private final Semaphore hints = new Semaphore(0);
  private final OwnCommits own = new OwnCommits();
  private final DivergenceDetector divergence = new DivergenceDetector();

  private volatile long position = UNKNOWN;
  private volatile boolean running;

  /** Whether others may have committed something since the journal was last looked at. */
  private final AtomicBoolean elsewhere = new AtomicBoolean();

  private boolean failing;

  /** The last position that was read from the database, or found there. */
  private long verified = UNKNOWN;

  private long lookedAt = System.nanoTime();

  JournalTail(JournalReader reader, JournalProperties properties) {
    this.reader = reader;
    this.pollInterval = properties.pollInterval();
  }

  @Override
  public synchronized long onEntries(Listener listener) {
    listeners.add(listener);
    return position();
  }

  @Override
  public synchronized long position() {
    if (position == UNKNOWN) {
      long head = reader.head();
      divergence.add(reader.at(List.of(head)));
      position = head;
    }
    return position;
  }

  @Override
  public String name() {
    return "feed";
  }

  @Override
  public void wake() {
    elsewhere.set(true);
    hints.release();
  }

  @Override
  public void committed(List<CommittedEntry> entries) {
    own.add(entries);
    hints.release();
  }

  @Override
  public void start() {
    position();
    running = true;
    // A platform thread: all streams wait for it, so it should not queue behind what they do.
    Thread.ofPlatform().daemon().name("journal-tail").start(this::follow);
  }

  /** Without an interrupt: H2 would close its file under a thread that is interrupted in a read. */
  @Override
  public void stop() {
    running = false;
    wake();
  }

  @Override
  public boolean isRunning() {
    return running;
  }

  /** Early, so that it runs before the first request and until after the last. */
  @Override
  public int getPhase() {
    return 0;
  }

  private void follow() {
    try {
      while (running) {
        boolean woken = hints.tryAcquire(pause().toNanos(), TimeUnit.NANOSECONDS);
        hints.drainPermits();
        // In one step, and before the look: whoever tells of a commit later is heard next time.
        boolean told = elsewhere.getAndSet(false);
        passOn(!woken || told || failing || System.nanoTime() - lookedAt > LONGEST_REST);
      }
    } catch (InterruptedException e) {
      log.error("The journal's reader was interrupted; streams stand still", e);
    }
  }

  private Duration pause() {
    return failing ? PAUSE_AFTER_FAILURE : pollInterval;
  }

  private void passOn(boolean look) {
    try {
      // Mostly it has been read before its own transaction told of it.
      boolean otherwise = own.takeUpTo(position).stream().anyMatch(divergence::contradicts);
      if (look || otherwise) {
        readToEnd(otherwise);
      }
      passOnOwn();
      if (own.waits()) {
        readToEnd(false);
      }
    } catch (RuntimeException | Error e) {
      // An error too: while this thread lives, streams stand still for a time and not for ever.
      // And what was committed may be gone with the database that took it.
      own.clear();
      if (running && !failing) {
        failing = true;
        log.warn("The journal cannot be read, trying again", e);
      }
    }
  }

  private void passOnOwn() {
    for (List<CommittedEntry> next = own.behind(position);
        !next.isEmpty();
        next = own.behind(position)) {
      handOut(next);
    }
  }

  private void readToEnd(boolean otherwise) {
    lookedAt = System.nanoTime();
    if (otherwise) {
      goBack();
    }
    CommittedEntry furthest = reader.furthest();
    List<CommittedEntry> batch = next();
    // Not before: what is read must be of the journal that was looked at, or of a later one.
    if (hasGoneBack(furthest)) {
      goBack();
      batch = next();
    }
    handOut(batch);
    while (batch.size() == BATCH && running) {
      batch = next();
      handOut(batch);
    }
    verified = position;
    if (failing) {
      failing = false;
      log.info("The journal can be read again");
    }
  }

  private List<CommittedEntry> next() {
    return reader.after(position, BATCH, JournalFilter.all());
  }

  /**
   * Whether the journal is not the one that was read: what was passed on from memory goes by what
   * was in the database before it, and whoever reads for itself may be further than this thread.
   */
  private boolean hasGoneBack(@Nullable CommittedEntry furthest) {
    long end = end(furthest);
    List<CommittedEntry> there = reader.at(List.of(verified, position, end));
    return there.stream()
            .anyMatch(
                read -> divergence.contradicts(read) || DivergenceDetector.differ(read, furthest))
        || there.stream().noneMatch(read -> read.position() == end) && reader.head() < end;
  }

  private long end(@Nullable CommittedEntry furthest) {
    return furthest == null ? position : Math.max(position, furthest.position());
  }

  private synchronized void goBack() {
    own.clear();
    long end = end(reader.furthest());
    long back = divergence.backTo(reader);
    reader.forgetFurthest();
    log.error(
        "The journal has gone back from position {} to {}: this database lacks commits that were"
            + " acknowledged, as after a failover to a standby that was behind",
        end,
        back);
    position = back;
    for (Listener listener : listeners) {
      tell(() -> listener.wentBack(back), back, end);
    }
  }

  /** No listener is added meanwhile: each knows where it begins. */
  private synchronized void handOut(List<CommittedEntry> batch) {
    if (batch.isEmpty()) {
      return;
    }
    for (Listener listener : listeners) {
      tell(() -> listener.accept(batch), batch.getFirst().position(), batch.getLast().position());
    }
    divergence.add(batch);
    position = batch.getLast().position();
  }

  /** What one does not take is for the others all the same. */
  private static void tell(Runnable listener, long from, long to) {
    try {
      listener.run();
    } catch (RuntimeException | Error e) {
      log.error("A listener failed on positions {} to {}", from, to, e);
    }
  }
}
