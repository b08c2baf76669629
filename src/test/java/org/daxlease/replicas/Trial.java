package org.daxlease.replicas;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.daxlease.history.Api;
import org.daxlease.history.RandomHistory;
import org.daxlease.history.Service;
import org.daxlease.history.ShownState;
import org.daxlease.history.Stage;
import org.daxlease.history.Subscriber;

/**
 * Random holders and orchestrators on several replicas while things go wrong; then the journal is
 * checked, and that everything acknowledged is in it.
 */
final class Trial {

  private static final int THREADS = 8;

  private final List<Replica> replicas;
  private final Insistent client;
  private final Api api;
  private final Stage stage;
  private final long seed;
  private volatile boolean over;

  Trial(List<Replica> replicas, long seed) {
    this.replicas = replicas;
    this.seed = seed;
    this.client = new Insistent(replicas.stream().map(r -> new Service(r.port())).toList());
    this.api = new Api(client);
    this.stage = new Stage(api);
  }

  /** Plays while the faults happen, and a little longer. */
  void run(String name, int files, Faults faults, Runnable schedule) throws InterruptedException {
    System.out.printf("%s: seed %d%n", name, seed);
    stage.build(files);
    List<Subscriber> subscribers = new ArrayList<>();
    replicas.forEach(r -> subscribers.add(new Subscriber(new Service(r.port()))));
    var history = new RandomHistory(stage, seed, THREADS);
    Thread players = Thread.ofPlatform().start(() -> history.play(this::over));
    try {
      schedule.run();
      replicas.forEach(Replica::awaitStarted);
    } finally {
      over = true;
      players.join();
    }
    check(name, faults, history, subscribers);
    subscribers.forEach(Subscriber::close);
  }

  private boolean over() {
    return over;
  }

  private void check(
      String name, Faults faults, RandomHistory history, List<Subscriber> subscribers) {
    ShownState.Compared compared = ShownState.compare(api);
    int entries = compared.journal().size();
    System.out.printf("%s: injected %s; clients %s%n", name, faults, client);
    System.out.printf(
        "%s: %s; checked I1-I6 over all entries, %d acknowledged commands in the journal, state"
            + " shown against state told, both replicas' streams: %s%n",
        name, history.told(compared.verdict()), stage.promises.size(), compared.verdict());

    assertThat(compared.verdict().violations()).as("seed %d", seed).isEmpty();
    assertThat(stage.promises.broken(compared.journal())).as("seed %d", seed).isEmpty();
    assertThat(compared.differences()).as("seed %d", seed).isEmpty();
    assertThat(stage.tally.failures()).as("seed %d", seed).isEmpty();
    Long[] all = LongStream.rangeClosed(1, entries).boxed().toArray(Long[]::new);
    for (Subscriber subscriber : subscribers) {
      assertThat(subscriber.upTo(entries)).as("seed %d", seed).startsWith(all);
    }
  }
}
