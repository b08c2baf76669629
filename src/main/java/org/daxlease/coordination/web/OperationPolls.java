package org.daxlease.coordination.web;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.daxlease.coordination.OperationView;
import org.daxlease.coordination.ResourceQueries;
import org.daxlease.journal.ChangeFeed;
import org.daxlease.journal.CommittedEntry;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Component;
import org.springframework.web.context.request.async.DeferredResult;

/**
 * Long polls of operations. Nobody's thread waits: a poll is an entry in a table, looked at again
 * when the journal tells of its file.
 */
@Component
class OperationPolls implements SmartLifecycle {

  private static final Logger log = LoggerFactory.getLogger(OperationPolls.class);
  private static final Duration PAUSE_AFTER_FAILURE = Duration.ofMillis(500);

  private final ResourceQueries queries;
  private final Map<UUID, Set<Poll>> byFile = new ConcurrentHashMap<>();
  private final Executor threads = Executors.newVirtualThreadPerTaskExecutor();
  private final ScheduledThreadPoolExecutor timer =
      new ScheduledThreadPoolExecutor(
          1,
          Thread.ofPlatform().name("long-polls").daemon().factory(),
          // Whom stop() has answered needs no time-out.
          new ThreadPoolExecutor.DiscardPolicy());
  private volatile boolean running;

  OperationPolls(ResourceQueries queries, ChangeFeed feed) {
    this.queries = queries;
    // An answer may be megabytes: it must not stay until its poll would have ended.
    timer.setRemoveOnCancelPolicy(true);
    feed.onEntries(this::look);
  }

  /** The operation as it is now. */
  ResponseEntity<?> now(ApiCall call, UUID id) {
    return ControllerResponses.found(call, queries.operation(id), "operation", id);
  }

  /** The operation once it has left QUEUED and BREAKING, or has another version than seen. */
  Object hold(ApiCall call, UUID id, Duration wait, @Nullable Long seen) {
    var present = queries.operation(id);
    if (present.isEmpty() || !running || isNews(present.get(), seen)) {
      return ControllerResponses.found(call, present, "operation", id);
    }
    // What has ended can be removed before anybody has looked again.
    var poll =
        new Poll(
            id,
            seen,
            call.later(),
            ControllerResponses.found(call, Optional.empty(), "operation", id));
    UUID fileId = present.get().fileId();
    Set<Poll> polls =
        byFile.compute(
            fileId,
            (_, others) -> {
              Set<Poll> all = others == null ? ConcurrentHashMap.newKeySet() : others;
              all.add(poll);
              return all;
            });
    if (!running) {
      // The last look of stop() may have been before.
      forget(fileId, polls, poll);
      return ControllerResponses.found(call, present, "operation", id);
    }
    var timeout =
        timer.schedule(
            () -> threads.execute(() -> end(poll)), wait.toMillis(), TimeUnit.MILLISECONDS);
    poll.answer.onCompletion(() -> {
      timeout.cancel(false);
      forget(fileId, polls, poll);
    });
    // What was committed between the first look and the entry in the table.
    threads.execute(poll::lookAgain);
    return poll.answer;
  }

  private static boolean isNews(OperationView operation, @Nullable Long seen) {
    return !operation.state().isWaiting() || (seen != null && seen != operation.version());
  }

  private void forget(UUID fileId, Set<Poll> polls, Poll poll) {
    polls.remove(poll);
    byFile.computeIfPresent(fileId, (_, rest) -> rest.isEmpty() ? null : rest);
  }

  private void look(List<CommittedEntry> entries) {
    if (byFile.isEmpty()) {
      return;
    }
    entries.stream()
        .filter(e -> isAboutOperations(e.entry().type()))
        .map(e -> e.entry().refs().fileId())
        .distinct()
        .forEach(fileId -> {
          if (fileId != null) {
            byFile.getOrDefault(fileId, Set.of()).forEach(Poll::wake);
          }
        });
  }

  private static boolean isAboutOperations(String type) {
    return type.startsWith("operation.") || type.startsWith("break.");
  }

  /** The time is up: answers with what there is, be it a failure. */
  private void end(Poll poll) {
    if (poll.answer.hasResult()) {
      return;
    }
    try {
      queries.operation(poll.id).ifPresentOrElse(poll::answer, poll::answerGone);
    } catch (RuntimeException | Error e) {
      // An error too: nobody looks at it again, and it has no time limit of its own.
      poll.answer.setErrorResult(e);
    }
  }

  @Override
  public void start() {
    running = true;
  }

  /**
   * Has everybody answered at once and waits for nobody: they share the database's connections, and
   * the web server, which ends later, waits for requests.
   */
  @Override
  public void stop() {
    running = false;
    List<Poll> all = new ArrayList<>();
    byFile.values().forEach(all::addAll);
    all.forEach(poll -> threads.execute(() -> end(poll)));
    timer.shutdownNow();
  }

  @Override
  public boolean isRunning() {
    return running;
  }

  private final class Poll {

    final UUID id;
    final @Nullable Long seen;
    final Function<Object, ResponseEntity<?>> shown;
    final ResponseEntity<?> gone;
    final DeferredResult<ResponseEntity<?>> answer = new DeferredResult<>(0L);
    private final AtomicBoolean looking = new AtomicBoolean();

    Poll(
        UUID id,
        @Nullable Long seen,
        Function<Object, ResponseEntity<?>> shown,
        ResponseEntity<?> gone) {
      this.id = id;
      this.seen = seen;
      this.shown = shown;
      this.gone = gone;
    }

    void answer(OperationView operation) {
      answer.setResult(shown.apply(operation));
    }

    void answerGone() {
      answer.setResult(gone);
    }

    void wake() {
      // One look that has not begun yet sees whatever else has happened until then.
      if (!answer.hasResult() && looking.compareAndSet(false, true)) {
        threads.execute(this::lookAgain);
      }
    }

    void lookAgain() {
      looking.set(false);
      if (answer.hasResult()) {
        return;
      }
      try {
        queries.operation(id).filter(o -> isNews(o, seen)).ifPresent(this::answer);
      } catch (RuntimeException | Error e) {
        // What woke it does not come again, and its time is not up yet.
        log.debug("Operation {} could not be looked at for a long poll", id, e);
        if (running) {
          timer.schedule(this::wake, PAUSE_AFTER_FAILURE.toMillis(), TimeUnit.MILLISECONDS);
        }
      }
    }
  }
}
