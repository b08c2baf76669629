package org.daxlease.stream;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.daxlease.coordination.TransientFailures;
import org.daxlease.journal.CommittedEntry;
import org.daxlease.journal.Envelopes;
import org.daxlease.journal.JournalBatch;
import org.daxlease.journal.JournalFilter;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One stream. It is either catching up, reading the journal itself at the pace of its output, or
 * live, fed by the {@link StreamDispatcher} through a bounded queue. It has a thread only while it
 * has something to do and its output takes it.
 */
final class StreamConnection {

  private static final Logger log = LoggerFactory.getLogger(StreamConnection.class);
  private static final long NOT_STALLED = Long.MIN_VALUE;
  private static final long NOWHERE = Long.MAX_VALUE;

  private final StreamSubscriber subscriber;
  private final JournalFilter filter;
  private final boolean resumes;
  private final StreamOutput output;
  private final StreamDispatcher dispatcher;
  private final Replay replay;
  private final Envelopes envelopes;

  private final Queue<Frame> queue = new ConcurrentLinkedQueue<>();
  private final AtomicInteger queued = new AtomicInteger();

  /** Counts calls for work; whoever raises it from 0 starts the thread that does all of it. */
  private final AtomicInteger calls = new AtomicInteger();

  /**
   * Everything up to here that passes the filter is queued. Written by the dispatcher while live.
   */
  private volatile long position;

  /** Written by the dispatcher only. */
  private volatile boolean live;

  /** Where to go back to before all else. */
  private final AtomicLong backTo = new AtomicLong(NOWHERE);

  /** Whether the journal could not be read the last time, or had nothing. */
  private volatile boolean waiting;

  private final AtomicBoolean ending = new AtomicBoolean();
  private volatile boolean gone;
  private volatile long lastQueued = System.nanoTime();
  private volatile long stalledSince = NOT_STALLED;
  private boolean unflushed;

  /** Signals that are written and not flushed; used by the thread that works only. */
  private final List<Long> unconfirmed = new ArrayList<>();

  private @Nullable SignalWriteListener listener;

  StreamConnection(
      Subscription subscription,
      StreamOutput output,
      StreamDispatcher dispatcher,
      Replay replay,
      Envelopes envelopes) {
    this.subscriber = subscription.subscriber();
    this.filter = subscription.filter();
    this.position = subscription.position();
    this.resumes = subscription.resumes();
    this.output = output;
    this.dispatcher = dispatcher;
    this.replay = replay;
    this.envelopes = envelopes;
    queue(Frame.comment("daxlease"));
    subscription.first().forEach(recorded -> queue(new Frame.Entry(recorded, envelopes)));
    // Last: a client that resumes from here has had what comes first.
    queue(Frame.position(position));
  }

  String principal() {
    return subscriber.caller().principal();
  }

  /** Whether who reads it still may. */
  boolean welcome() {
    return subscriber.stillGood().getAsBoolean();
  }

  JournalFilter filter() {
    return filter;
  }

  /** Before it is opened: says who wants to know of signals that were written. */
  void reportTo(@Nullable SignalWriteListener who) {
    listener = subscriber.caller().standsForHolders(filter) ? who : null;
  }

  long position() {
    return position;
  }

  /** Whether it had all there was up to where it began. */
  boolean resumes() {
    return resumes;
  }

  boolean live() {
    return live;
  }

  /** From here on the dispatcher feeds it. */
  void goLive() {
    live = true;
  }

  /** From here on it reads the journal itself, after a position up to which nothing is missing. */
  void fallBehind(long reached) {
    position = Math.max(position, reached);
    live = false;
  }

  /**
   * The journal ends at a position and goes on differently from there. Called by the dispatcher.
   */
  void goBack(long to) {
    backTo.accumulateAndGet(to, Math::min);
    live = false;
  }

  /** Whether it has yet to go back. */
  boolean goesBack() {
    return backTo.get() < position;
  }

  int queued() {
    return queued.get();
  }

  /** Queues an entry that passes the filter. */
  void queue(CommittedEntry recorded, Frame frame) {
    position = recorded.position();
    queue(frame);
  }

  /** Queues the position: all entries up to it that pass the filter are queued already. */
  void queuePosition(long reached) {
    position = reached;
    queue(Frame.position(reached));
  }

  /** Sends its position again, to keep a connection alive whose stream waits for the database. */
  void repeatPosition() {
    queue(Frame.position(position));
  }

  /** Reads the journal once more if it could not be read. */
  void tryAgain() {
    if (waiting) {
      waiting = false;
      wake();
    }
  }

  private void queue(Frame frame) {
    queued.incrementAndGet();
    queue.add(frame);
    lastQueued = System.nanoTime();
  }

  /** Whether nothing was sent for that long, at that time; both in nanoseconds. */
  boolean quiet(long nanos, long now) {
    return queued() == 0 && now - lastQueued >= nanos;
  }

  /** Whether the connection has taken nothing for that long, at that time; both in nanoseconds. */
  boolean stalled(long nanos, long now) {
    long since = stalledSince;
    return since != NOT_STALLED && now - since >= nanos;
  }

  /** Ends the stream from this side, without waiting; false if it was ending already. */
  boolean end() {
    boolean first = ending.compareAndSet(false, true);
    wake();
    return first;
  }

  /** Says that the connection has ended, whatever the reason. */
  void gone() {
    gone = true;
    dispatcher.forget(this);
    queue.clear();
  }

  /** Says that there is something to do, or that the connection can take more. */
  void wake() {
    if (calls.getAndIncrement() == 0) {
      Thread.ofVirtual().name("stream").start(this::work);
    }
  }

  private void work() {
    int answered = calls.get();
    do {
      try {
        advance();
      } catch (IOException | RuntimeException e) {
        if (TransientFailures.isTransient(e)) {
          log.debug("A stream waits for the database at position {}", position, e);
          waiting = true;
        } else {
          // Mostly a client that hung up, which is no event worth more; it can resume.
          log.debug("A stream ended at position {}", position, e);
          hangUp();
        }
      } catch (Error e) {
        // Ended as well: nobody would work on it any more, and its client wait for ever.
        hangUp();
        log.error("A stream ended at position {}", position, e);
      }
      answered = calls.addAndGet(-answered);
    } while (answered != 0);
  }

  private void hangUp() {
    output.close();
    gone();
  }

  private void advance() throws IOException {
    while (!gone) {
      if (ending.get()) {
        sayWhenToReturn();
        hangUp();
      } else if (!drain() || live || !catchUp()) {
        return;
      }
    }
  }

  /** A client that reads learns when to connect again; one that does not is not waited for. */
  private void sayWhenToReturn() throws IOException {
    if (output.ready()) {
      output.write(Frame.retry().bytes());
      if (output.ready()) {
        output.flush();
      }
    }
  }

  /** Sends what is queued; false if the connection does not take all of it now. */
  private boolean drain() throws IOException {
    Frame next;
    while ((next = queue.peek()) != null) {
      if (!ready()) {
        return false;
      }
      output.write(next.bytes());
      unflushed = true;
      if (listener != null && next.signal() != 0) {
        unconfirmed.add(next.signal());
      }
      if (queue.poll() != null) {
        queued.decrementAndGet();
      }
    }
    if (unflushed) {
      if (!ready()) {
        return false;
      }
      output.flush();
      unflushed = false;
      confirm();
    }
    return true;
  }

  private void confirm() {
    if (listener != null) {
      for (long position : unconfirmed) {
        listener.written(position, subscriber.caller());
      }
      unconfirmed.clear();
    }
  }

  private boolean ready() {
    if (output.ready()) {
      stalledSince = NOT_STALLED;
      return true;
    }
    if (stalledSince == NOT_STALLED) {
      stalledSince = System.nanoTime();
    }
    return false;
  }

  /** False if there is nothing to read, although there was: the journal has gone back. */
  private boolean catchUp() {
    long end = backTo.getAndSet(NOWHERE);
    if (end < position) {
      reset(end);
      return true;
    }
    if (dispatcher.join(this)) {
      return true;
    }
    JournalBatch read = replay.after(position, filter);
    if (read.hasGapAfter(position)) {
      reset(read.oldest() - 1);
      return true;
    }
    for (CommittedEntry recorded : read.entries()) {
      queue(new Frame.Entry(recorded, envelopes));
    }
    waiting = read.upTo() == position;
    position = read.upTo();
    return !waiting;
  }

  private void reset(long resumed) {
    queue(Frame.reset(position, resumed, envelopes));
    position = resumed;
  }
}
