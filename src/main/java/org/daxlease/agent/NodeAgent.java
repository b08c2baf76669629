package org.daxlease.agent;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.daxlease.client.CoordinatorClient;
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
  private final CoordinatorClient coordinator;
  private final StateDirectory state;
  private final AgentLifecycle lifecycle = new AgentLifecycle();
  private final List<AtomicReference<@Nullable EventStream>> streams = new ArrayList<>();
  private final List<Thread> threads = new ArrayList<>();
  private @Nullable ProcessTable processTable;

  /**
   * Prepares an agent; {@link #start} starts it.
   *
   * @throws IllegalStateException if another agent uses its state directory
   */
  public NodeAgent(CoordinatorClient coordinator, AgentSettings settings) {
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
    var resolver = new ProcessResolver(state);
    if (!resolver.seesAll()) {
      log.warn(
          "Not all processes of this host can be seen: exits of those never seen are not reported");
    }
    var reports = new ExitReports(processes, lifecycle, dryRun);
    ProcessTable all = new ProcessTable(settings.host(), processes, resolver, reports);
    processTable = all;
    var sender =
        new SignalSender(processes, coordinator.holdings(), all, settings.permissions(), lifecycle);
    var prompt = coordinator.withPatience(settings.patience()).processes();
    var heartbeats = new Heartbeats(prompt, all);
    var collaborators = new SignalEventConsumer.Collaborators(all, sender, heartbeats, lifecycle);

    run("exits", () -> all.watchExits(lifecycle));
    var liveness = new StreamLiveness(2, System::nanoTime);
    follow("processes", new ProcessEventConsumer(coordinator, settings.host(), all), liveness);
    follow(
        "signals",
        new SignalEventConsumer(coordinator, settings.host(), collaborators, dryRun ? null : state),
        liveness);
    if (!dryRun) {
      run("heartbeats", () -> heartbeats.run(lifecycle));
      run("signs-of-life", () -> new AgentRenewer(prompt, settings, liveness).run(lifecycle));
    }
    log.info(
        "Agent of host {} at {}{}",
        settings.host(),
        coordinator.server(),
        dryRun ? ", dry run" : "");
  }

  private void follow(String name, StreamConsumer consumer, StreamLiveness liveness) {
    var current = new AtomicReference<@Nullable EventStream>();
    streams.add(current);
    run(name, () -> consumer.follow(lifecycle, current, () -> liveness.heard(name)));
  }

  private void run(String name, Runnable part) {
    threads.add(
        Thread.ofPlatform().daemon().name("agent-" + name).start(() -> lifecycle.run(name, part)));
  }

  /** Waits until it ends. */
  public void awaitEnd() throws InterruptedException {
    lifecycle.awaitEnd();
  }

  @Override
  public synchronized void close() {
    lifecycle.end();
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
    if (processTable != null) {
      processTable.close();
    }
    state.close();
  }
}
