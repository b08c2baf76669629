package org.daxlease.agent;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.daxlease.client.Coordinator;
import org.daxlease.client.EventStream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The agent of a host. It sends the signals that the service addresses to processes of this host,
 * each after a look at its break, and reports the exits of those processes.
 */
public final class NodeAgent implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(NodeAgent.class);

  private final AgentSettings settings;
  private final Coordinator coordinator;
  private final StateDirectory state;
  private final Life life = new Life();
  private final List<AtomicReference<@Nullable EventStream>> streams = new ArrayList<>();
  private final List<Thread> threads = new ArrayList<>();
  private @Nullable Roster roster;

  /**
   * Prepares an agent; {@link #start} starts it.
   *
   * @throws IllegalStateException if another agent uses its state directory
   */
  public NodeAgent(Coordinator coordinator, AgentSettings settings) {
    this.coordinator = coordinator;
    this.settings = settings;
    String of = coordinator.server() + " " + settings.host();
    this.state =
        settings.permissions().dryRun()
            ? StateDirectory.look(settings.stateDirectory(), of)
            : StateDirectory.open(settings.stateDirectory(), of);
  }

  /** Starts it; it runs until it is closed, whether or not the service is there. */
  public synchronized void start() {
    boolean dryRun = settings.permissions().dryRun();
    var processes = coordinator.processes();
    var identification = new Identification(state);
    if (!identification.seesAll()) {
      log.warn(
          "Not all processes of this host can be seen: exits of those never seen are not reported");
    }
    var reports = new ExitReports(processes, life, dryRun);
    Roster all = new Roster(settings.host(), processes, identification, reports);
    roster = all;
    var delivery =
        new Delivery(processes, coordinator.holdings(), all, settings.permissions(), life);
    var prompt = coordinator.withPatience(settings.patience()).processes();
    var heartbeats = new Heartbeats(prompt, all);
    var crew = new SignalFollower.Crew(all, delivery, heartbeats, life);

    run("exits", () -> all.watchExits(life));
    var hearing = new Hearing(2, System::nanoTime);
    follow("processes", new ProcessFollower(coordinator, settings.host(), all), hearing);
    follow(
        "signals",
        new SignalFollower(coordinator, settings.host(), crew, dryRun ? null : state),
        hearing);
    if (!dryRun) {
      run("heartbeats", () -> heartbeats.run(life));
      run("signs-of-life", () -> new SignsOfLife(prompt, settings, hearing).run(life));
    }
    log.info(
        "Agent of host {} at {}{}",
        settings.host(),
        coordinator.server(),
        dryRun ? ", dry run" : "");
  }

  private void follow(String name, Follower follower, Hearing hearing) {
    var current = new AtomicReference<@Nullable EventStream>();
    streams.add(current);
    run(name, () -> follower.follow(life, current, () -> hearing.heard(name)));
  }

  private void run(String name, Runnable part) {
    threads.add(
        Thread.ofPlatform().daemon().name("agent-" + name).start(() -> life.run(name, part)));
  }

  /** Waits until it ends. */
  public void awaitEnd() throws InterruptedException {
    life.awaitEnd();
  }

  @Override
  public synchronized void close() {
    life.end();
    for (AtomicReference<@Nullable EventStream> current : streams) {
      EventStream stream = current.get();
      if (stream != null) {
        stream.close();
      }
    }
    try {
      for (Thread thread : threads) {
        thread.join();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    if (roster != null) {
      roster.close();
    }
    state.close();
  }
}
