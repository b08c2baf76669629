package org.daxlease.webhook;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.daxlease.journal.ChangeFeed;
import org.daxlease.journal.CommittedEntry;
import org.daxlease.journal.JournalFollower;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/**
 * The one thread that decides what is attempted when. It follows the journal's end by position,
 * offers what is new to the webhooks of this replica, and starts what is due; whatever blocks runs
 * on virtual threads. As long as there is no webhook it does nothing at all.
 */
@Component
class Dispatcher implements SmartLifecycle, JournalFollower, ChangeFeed.Listener {

  private static final Logger log = LoggerFactory.getLogger(Dispatcher.class);
  private static final Duration POLL = Duration.ofMillis(500);
  private static final Duration PAUSE_AFTER_FAILURE = Duration.ofSeconds(1);
  private static final int BATCH = 1000;
  private static final long NOWHERE = Long.MAX_VALUE;

  private final DeliveryQueues queues;
  private final ReplicaClaim claim;
  private final DeliveryWorkers workers;
  private final ProgressWriter progressWriter;
  private final LostCommits lostCommits;

  private final Semaphore hints = new Semaphore(0);
  private final Set<UUID> ready = ConcurrentHashMap.newKeySet();
  private final Map<UUID, Instant> wakeups = new ConcurrentHashMap<>();

  /** Webhooks that commands have changed, until they have been looked at again. */
  private final Set<UUID> changed = new LinkedHashSet<>();

  /** Whether there may be webhooks that nobody has claimed. */
  private boolean unclaimed;

  /** Webhooks whose next attempt has no place yet, in the order in which they came. */
  private final Map<UUID, Slots.Want> waiting = new LinkedHashMap<>();

  private volatile boolean needed;
  private volatile boolean running;
  private volatile @Nullable Thread thread;

  /** Everything up to here has been offered to every queue that was there. */
  private volatile long seen;

  private volatile long heard;

  /** Where the journal goes on otherwise than it was read. */
  private final AtomicLong backTo = new AtomicLong(NOWHERE);

  private volatile boolean news = true;
  private long readAt;
  private volatile boolean joined;
  private boolean failing;
  private long renewAt;

  Dispatcher(
      DeliveryQueues queues,
      ReplicaClaim claim,
      DeliveryWorkers workers,
      ProgressWriter progressWriter,
      LostCommits lostCommits) {
    this.queues = queues;
    this.claim = claim;
    this.workers = workers;
    this.progressWriter = progressWriter;
    this.lostCommits = lostCommits;
  }

  /** A hint, from the journal's feed: what is new is read by position. */
  @Override
  public void accept(List<CommittedEntry> batch) {
    heard = batch.getLast().position();
    if (!needed && batch.stream().anyMatch(r -> WebhookFilter.aboutWebhooks(r.entry().type()))) {
      needed = true;
    }
    if (needed) {
      news = true;
      wake();
    }
  }

  @Override
  public void wentBack(long position) {
    heard = position;
    backTo.accumulateAndGet(position, Math::min);
    wake();
  }

  /** Something about a webhook has changed. */
  void ready(UUID id) {
    ready.add(id);
    wake();
  }

  private void wake() {
    hints.release();
  }

  @Override
  public String name() {
    return "webhook";
  }

  /** Every webhook here has been offered everything up to here. */
  @Override
  public long position() {
    return needed ? seen : Math.max(seen, heard);
  }

  /** The time, by the clock that decides. */
  Instant now() {
    return claim.now();
  }

  boolean isNeeded() {
    return needed;
  }

  @Override
  public void start() {
    // Only ever set: another replica's first webhook may have been heard of already.
    if (queues.anyWebhook()) {
      needed = true;
    }
    running = true;
    thread = Thread.ofPlatform().daemon().name("webhooks").start(this::run);
    wake();
  }

  private void run() {
    while (running) {
      try {
        if (hints.tryAcquire(pause().toNanos(), TimeUnit.NANOSECONDS)) {
          hints.drainPermits();
        }
        if (running && needed) {
          round();
          failing = false;
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        if (running) {
          log.error("Interrupted: no webhook is delivered anything here any more");
        }
        return;
      } catch (RuntimeException | Error e) {
        // An error too: without this thread no webhook is delivered anything any more.
        if (running && !failing) {
          log.warn("Webhooks cannot be looked after now; trying again", e);
        }
        failing = true;
      }
    }
  }

  private Duration pause() {
    if (failing) {
      return PAUSE_AFTER_FAILURE;
    }
    Instant first = wakeups.values().stream().min(Instant::compareTo).orElse(null);
    if (first == null || !joined) {
      return POLL;
    }
    Duration until = Duration.between(claim.now(), first);
    return until.isNegative() ? Duration.ZERO : until.compareTo(POLL) < 0 ? until : POLL;
  }

  private void round() {
    goBack();
    keepClaims();
    obey();
    if (news || System.nanoTime() - readAt >= POLL.toNanos()) {
      news = false;
      readNew();
      readAt = System.nanoTime();
    }
    Instant now = claim.now();
    wakeups.forEach((id, at) -> {
      if (!now.isBefore(at)) {
        ready.add(id);
      }
    });
    // Nearly all of a crowd wait for a place that one of them gets: the others cost nothing.
    for (var each : List.copyOf(waiting.entrySet())) {
      if (workers.hasPlace(each.getValue())) {
        tend(each.getKey());
      }
    }
    for (UUID id : List.copyOf(ready)) {
      ready.remove(id);
      tend(id);
    }
  }

  private void keepClaims() {
    if (!joined) {
      seen = workers.events().begin();
      claim.begin();
      joined = true;
      renewAt = System.nanoTime() + claim.renewalInterval().toNanos();
      takeOver();
    } else if (System.nanoTime() - renewAt >= 0) {
      if (!claim.renew()) {
        log.warn("This replica's claim on its webhooks ran out; beginning anew");
        closeAll();
      }
      renewAt = System.nanoTime() + claim.renewalInterval().toNanos();
      takeOver();
      // Those that nothing fits have read on, too: whoever takes one over must not miss what was
      // trimmed.
      progressWriter.soon();
    }
  }

  private void goBack() {
    long to = backTo.getAndSet(NOWHERE);
    if (to == NOWHERE || !joined) {
      return;
    }
    try {
      goBack(to);
    } catch (RuntimeException | Error e) {
      backTo.accumulateAndGet(to, Math::min);
      throw e;
    }
  }

  /** What was read of lost commits is void, and so is whatever goes by it, here and in the rows. */
  private void goBack(long to) {
    log.warn("The journal has gone back to position {}; webhooks go on from there", to);
    closeAll();
    // First the rows: whatever is still written as the replica that was would move them on again.
    lostCommits.forget(claim.replica(), to);
    claim.begin();
    workers.events().goBack();
    seen = Math.min(seen, to);
    takeOver();
  }

  private void closeAll() {
    queues.closeAll();
    ready.addAll(queues.all().stream().map(DeliveryQueue::id).toList());
  }

  /** Takes what nobody has, and loads whatever of its own a failure has left unloaded. */
  private void takeOver() {
    claim.takeOver();
    queues.load(claim.active(), claim.replica()).forEach(this::opened);
  }

  /** What is missing of the journal is read; signals in it must not wait for that. */
  private void opened(DeliveryQueue queue) {
    Optional<List<CommittedEntry>> missing = workers.events().lately(queue.scanned());
    if (missing.isEmpty()) {
      workers.findSignals(queue, seen, claim, this::ready);
    } else if (!missing.get().isEmpty()) {
      queue.offer(missing.get(), claim.now());
    }
    ready.add(queue.id());
  }

  private void readNew() {
    List<CommittedEntry> batch;
    do {
      batch = workers.events().next(seen, BATCH);
      if (batch.isEmpty()) {
        return;
      }
      Instant now = claim.now();
      for (DeliveryQueue queue : queues.all()) {
        if (queue.offer(batch, now)) {
          ready.add(queue.id());
        }
      }
      seen = batch.getLast().position();
      batch.forEach(this::noteCommand);
      obey();
      keepClaims();
    } while (batch.size() == BATCH && running);
  }

  /** Commands on webhooks are journalled, wherever they ran; each is kept until it is obeyed. */
  private void noteCommand(CommittedEntry recorded) {
    String type = recorded.entry().type();
    if (type.equals(WebhookEntries.What.CREATED.type())) {
      unclaimed = true;
    } else if (WebhookEntries.isCommand(type)) {
      WebhookEntries.subject(recorded).ifPresent(changed::add);
    }
  }

  private void obey() {
    if (unclaimed) {
      takeOver();
      unclaimed = false;
    }
    for (UUID id : List.copyOf(changed)) {
      if (claim.covers(id) || queues.get(id) != null) {
        queues.refresh(id, claim.replica()).forEach(this::opened);
      }
      changed.remove(id);
      ready.add(id);
    }
  }

  private void tend(UUID id) {
    DeliveryQueue queue = queues.get(id);
    if (queue == null || queue.isClosed()) {
      waiting.remove(id);
      wakeups.remove(id);
      if (queue != null && queue.isOver()) {
        end(queue);
      }
      return;
    }
    Instant now = claim.now();
    Slots.Want want = workers.start(queue, seen, claim, this::ready);
    if (want == null) {
      waiting.remove(id);
    } else {
      // Somebody else's end makes a place.
      waiting.put(id, want);
    }
    // What is due already waits for an attempt or a place, whose end says so.
    Instant next = queue.nextDue(now);
    if (next == null) {
      wakeups.remove(id);
    } else {
      wakeups.put(id, next);
    }
    progressWriter.soon();
  }

  private void end(DeliveryQueue queue) {
    if (!progressWriter.write()) {
      // It may have to say why it stopped: that must be on record first.
      ready.add(queue.id());
      return;
    }
    if (queues.forget(queue)) {
      queues.load(List.of(queue.id()), claim.replica()).forEach(this::opened);
    }
  }

  /** Before the web server stops and before the database goes: what is under way is let finish. */
  @Override
  public void stop() {
    running = false;
    wake();
    Thread stopped = thread;
    if (stopped == null) {
      return;
    }
    try {
      stopped.join(Duration.ofSeconds(5));
      if (joined) {
        workers.finish();
        progressWriter.finish(claim);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public boolean isRunning() {
    return running;
  }

  @Override
  public int getPhase() {
    return DEFAULT_PHASE - 1;
  }
}
