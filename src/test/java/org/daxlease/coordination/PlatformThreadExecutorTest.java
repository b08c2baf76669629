package org.daxlease.coordination;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.opentelemetry.context.Context;
import io.opentelemetry.context.ContextKey;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.aop.framework.ProxyFactory;
import org.springframework.dao.TransientDataAccessResourceException;
import org.springframework.transaction.support.TransactionSynchronizationManager;

class PlatformThreadExecutorTest {

  private static final Duration LONG = Duration.ofMinutes(1);

  private final ExecutorService requests = Executors.newVirtualThreadPerTaskExecutor();
  private final PlatformThreadExecutor pool = new PlatformThreadExecutor();
  private final PlatformThreadInterceptor threads = new PlatformThreadInterceptor(pool, 1, LONG);

  @AfterEach
  void endsTheThreads() {
    requests.close();
    pool.destroy();
  }

  @Test
  void whatAVirtualThreadAsksForIsCarriedOutOnOneOfTheSystem() throws Exception {
    assertThat(requests.submit(on(threads, Thread::currentThread)).get().isVirtual()).isFalse();
  }

  @Test
  void spansOfItAreThoseOfTheRequest() throws Exception {
    ContextKey<String> trace = ContextKey.named("trace");
    Future<String> seen =
        requests.submit(
            Context.root()
                .with(trace, "of the request")
                .wrap(on(threads, () -> String.valueOf(Context.current().get(trace)))));

    assertThat(seen.get()).isEqualTo("of the request");
  }

  @Test
  void aThreadOfTheSystemDoesItItself() throws Exception {
    assertThat(on(threads, Thread::currentThread).call()).isSameAs(Thread.currentThread());
  }

  /** The threads of the pool are used again, as those of transactions whose end is not known. */
  @Test
  void whatAThreadKnowsOfOneCommitIsNotTakenForAnother() throws Exception {
    assertThatThrownBy(
            requests.submit(
                    on(
                        threads,
                        () -> {
                          CommitOutcome.inherit(true);
                          throw new IOException("broke off");
                        }))
                ::get)
        .hasCauseInstanceOf(IOException.class);
    var later = new IOException("a query");
    Future<Boolean> unknown =
        requests.submit(() -> {
          assertThatThrownBy(
                  on(
                          threads,
                          () -> {
                            throw later;
                          })
                      ::call)
              .isSameAs(later);
          return CommitOutcome.isUnknown(later);
        });

    assertThat(unknown.get()).isFalse();
  }

  @Test
  void withinATransactionItStaysOnItsThread() throws Exception {
    Future<Boolean> same =
        requests.submit(() -> {
          TransactionSynchronizationManager.setActualTransactionActive(true);
          return on(threads, Thread::currentThread).call() == Thread.currentThread();
        });

    assertThat(same.get()).isTrue();
  }

  @Test
  void aFailureIsTheOneThatItFailedWith() {
    var failure = new IOException("of its own");
    Future<Object> failed =
        requests.submit(
            on(
                threads,
                () -> {
                  throw failure;
                }));

    assertThatThrownBy(failed::get)
        .isInstanceOf(ExecutionException.class)
        .cause()
        .isSameAs(failure);
  }

  @Test
  void whoAskedKnowsThatNobodyKnowsWhetherItWasCommitted() throws Exception {
    Future<Boolean> unknown =
        requests.submit(() -> {
          try {
            on(
                    threads,
                    () -> {
                      CommitOutcome.inherit(true);
                      throw new IllegalStateException("cut");
                    })
                .call();
            return false;
          } catch (IllegalStateException e) {
            return CommitOutcome.isUnknown(e);
          }
        });

    assertThat(unknown.get()).isTrue();
  }

  @Test
  void whoGetsNoPlaceInTimeIsToldSoAndKnowsThatNothingIsDone() throws Exception {
    var impatient = new PlatformThreadInterceptor(pool, 1, Duration.ofMillis(1));
    var begun = new CountDownLatch(1);
    var end = new CountDownLatch(1);
    var done = new AtomicBoolean();
    Future<Object> first =
        requests.submit(
            on(
                impatient,
                () -> {
                  begun.countDown();
                  end.await();
                  return null;
                }));
    begun.await();

    Future<Boolean> second =
        requests.submit(() -> {
          CommitOutcome.inherit(true);
          try {
            on(
                    impatient,
                    () -> {
                      done.set(true);
                      return null;
                    })
                .call();
            return true;
          } catch (TransientDataAccessResourceException e) {
            return CommitOutcome.isUnknown(e);
          }
        });
    boolean unknown = second.get();
    end.countDown();
    first.get();

    assertThat(unknown).isFalse();
    assertThat(done).isFalse();
  }

  @Test
  void whoFailedHasGivenItsPlaceBack() throws Exception {
    Callable<Object> failing =
        on(
            threads,
            () -> {
              throw new IllegalStateException("in the way");
            });
    assertThatThrownBy(requests.submit(failing)::get).hasMessageContaining("in the way");

    assertThat(requests.submit(on(threads, () -> "after it")).get()).isEqualTo("after it");
  }

  @Test
  void withoutAThreadItIsCarriedOutAllTheSame() throws Exception {
    pool.destroy();

    assertThat(requests.submit(on(threads, Thread::currentThread)).get().isVirtual()).isTrue();
  }

  @SuppressWarnings("unchecked")
  private static <R> Callable<R> on(PlatformThreadInterceptor threads, Callable<R> call) {
    var proxy = new ProxyFactory(Callable.class, threads);
    proxy.setTarget(call);
    return (Callable<R>) proxy.getProxy();
  }
}
