package org.daxlease.replicas;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import java.util.random.RandomGenerator;

/** What goes wrong, and a count of it. */
final class Faults {

  private final Postgres postgres;
  private final List<Replica> replicas;
  private final Map<String, Integer> injected = new TreeMap<>();

  Faults(Postgres postgres, List<Replica> replicas) {
    this.postgres = postgres;
    this.replicas = replicas;
  }

  /** Each kind once, within some seconds. */
  void eachOnce() {
    cutConnections();
    rest(Duration.ofMillis(700));
    pause(replicas.get(1), Duration.ofMillis(2500));
    rest(Duration.ofMillis(700));
    kill(replicas.get(0));
    rest(Duration.ofMillis(1000));
    restart("immediate");
    rest(Duration.ofMillis(500));
  }

  /** One at random, which leaves at least one replica up: a start is slower than clients wait. */
  void oneOf(RandomGenerator random) {
    Replica replica = replicas.get(random.nextInt(replicas.size()));
    switch (random.nextInt(6)) {
      case 0 -> killOneOfAll(replica);
      case 1 -> pause(replica, Duration.ofMillis(1000 + random.nextInt(5000)));
      case 2 -> restart("fast");
      case 3 -> restart("immediate");
      default -> cutConnections();
    }
    rest(Duration.ofMillis(random.nextInt(3000)));
  }

  private void killOneOfAll(Replica replica) {
    if (replicas.stream().allMatch(Replica::isStarted)) {
      kill(replica);
    }
  }

  void kill(Replica replica) {
    count("kill -9 of a replica");
    replica.killNine();
    replica.relaunch();
  }

  void pause(Replica replica, Duration time) {
    count("SIGSTOP of a replica for seconds");
    replica.pause();
    rest(time);
    replica.resume();
  }

  void restart(String mode) {
    count("restart of PostgreSQL (" + mode + ")");
    postgres.restart(mode);
  }

  void cutConnections() {
    int cut = postgres.cutConnections();
    count("cut of all connections");
    injected.merge("connections cut", cut, Integer::sum);
  }

  /** Kills the primary under load and makes its standby the primary. */
  void failOver(Postgres standby) {
    rest(Duration.ofSeconds(5));
    count("kill -9 of the primary, promotion of its synchronous standby");
    postgres.killNine();
    standby.promote();
    rest(Duration.ofSeconds(5));
  }

  private void count(String fault) {
    injected.merge(fault, 1, Integer::sum);
  }

  private static void rest(Duration time) {
    LockSupport.parkNanos(time.toNanos());
  }

  @Override
  public String toString() {
    List<String> parts = new ArrayList<>();
    injected.forEach((fault, count) -> parts.add(count + " × " + fault));
    return String.join(", ", parts);
  }
}
