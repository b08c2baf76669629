package org.daxlease.coordination.gathering;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.daxlease.coordination.Caller;
import org.daxlease.coordination.CallerCommand;
import org.daxlease.coordination.Gate;
import org.daxlease.coordination.PlatformThreadExecutor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LockWaitQueueTest {

  private static final Duration LONG = Duration.ofMinutes(1);

  private final PlatformThreadExecutor threads = new PlatformThreadExecutor();
  private final LockWaitQueue lockWaits =
      new LockWaitQueue(new GatheringProperties(1, 10, 10, LONG, LONG), threads);
  private final List<Gate> places = Stream.generate(Gate::new).limit(3).toList();

  @AfterEach
  void endsTheThreads() {
    places.forEach(Gate::open);
    threads.destroy();
  }

  @Test
  void whoHasWaitedInVainGoesBehindWhoHasNotWaitedYet() throws Exception {
    BlockingQueue<String> gone = new LinkedBlockingQueue<>();
    for (Gate place : places) {
      lockWaits.add(load(), false, place::pass);
      place.awaitSomebody();
    }
    lockWaits.add(load(), true, () -> gone.add("in vain"));
    lockWaits.add(load(), false, () -> gone.add("new"));
    assertThat(gone).isEmpty();

    places.getFirst().open();

    assertThat(gone.poll(1, TimeUnit.MINUTES)).isEqualTo("new");
    assertThat(gone.poll(1, TimeUnit.MINUTES)).isEqualTo("in vain");
  }

  private static Submission<String, String> load() {
    return new Submission<>(CallerCommand.by(Caller.ANONYMOUS, List.of("command")));
  }
}
