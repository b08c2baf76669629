package org.daxlease.agent;

import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.daxlease.client.Page;
import org.daxlease.client.ProcessApi;
import org.daxlease.client.ProcessInfo;
import org.daxlease.linux.ExitWatch;
import org.daxlease.linux.PidFd;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The processes that the agent holds. Their exits are told once each, at once. */
final class ProcessTable implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(ProcessTable.class);
  private static final int PAGE = 1000;
  private static final Duration ROUND = Duration.ofMillis(500);

  private final String host;
  private final ProcessApi service;
  private final ProcessResolver resolver;
  private final ExitReports reports;
  private final ExitWatch exits = new ExitWatch();
  private final Map<UUID, TrackedProcess> held = new ConcurrentHashMap<>();
  private final Map<PidFd, TrackedProcess> byPidFd = new ConcurrentHashMap<>();

  /** What was said once of registrations that this agent cannot speak for. */
  private final Set<UUID> foreign = ConcurrentHashMap.newKeySet();

  ProcessTable(String host, ProcessApi service, ProcessResolver resolver, ExitReports reports) {
    this.host = host;
    this.service = service;
    this.resolver = resolver;
    this.reports = reports;
  }

  /**
   * Takes over whatever is registered for this host and runs.
   *
   * @throws RuntimeException if one of them cannot be taken over, once all others have been
   */
  void takeOver() {
    @Nullable RuntimeException failed = null;
    @Nullable String cursor = null;
    do {
      Page<ProcessInfo> page = service.processes(host, "RUNNING", PAGE, cursor);
      for (ProcessInfo process : page.items()) {
        try {
          adopt(process);
        } catch (RuntimeException e) {
          failed = e;
        }
      }
      cursor = page.nextCursor();
    } while (cursor != null);
    if (failed != null) {
      throw failed;
    }
  }

  Collection<TrackedProcess> held() {
    return held.values();
  }

  /** The process of an id, held now if it was not yet; empty if it cannot be. */
  Optional<TrackedProcess> find(UUID id) {
    TrackedProcess known = held.get(id);
    return known != null ? Optional.of(known) : adopt(service.process(id));
  }

  /** Something about a process is another now. */
  void changed(UUID id) {
    ProcessInfo again = service.process(id);
    adopt(again).ifPresent(process -> process.describe(again));
  }

  Optional<TrackedProcess> adopt(ProcessInfo registered) {
    if (!registered.isRunning() || !registered.host().equals(host)) {
      return Optional.empty();
    }
    synchronized (this) {
      TrackedProcess known = held.get(registered.id());
      if (known != null) {
        return Optional.of(known);
      }
      return switch (resolver.identify(registered)) {
        case ResolvedProcess.Held(TrackedProcess process) -> Optional.of(hold(process));
        case ResolvedProcess.Gone _ -> {
          reports.report(registered.id(), registered.pid());
          yield Optional.empty();
        }
        case ResolvedProcess.Foreign(String why) -> {
          if (foreign.add(registered.id())) {
            log.atWarn()
                .addKeyValue("processId", registered.id())
                .addKeyValue("pid", registered.pid())
                .log("Neither signalled nor reported: {}", why);
          }
          yield Optional.empty();
        }
      };
    }
  }

  private TrackedProcess hold(TrackedProcess process) {
    held.put(process.id(), process);
    byPidFd.put(process.pidfd(), process);
    try {
      exits.add(process.pidfd());
    } catch (RuntimeException e) {
      // Who is held but not watched would never be reported.
      held.remove(process.id());
      byPidFd.remove(process.pidfd());
      process.pidfd().close();
      throw e;
    }
    log.atInfo()
        .addKeyValue("processId", process.id())
        .addKeyValue("pid", process.pidfd().pid())
        .log("Watching");
    return process;
  }

  /** The service regards a process as gone. */
  void ended(UUID id) {
    foreign.remove(id);
    TrackedProcess process = held.get(id);
    if (process != null) {
      process.end();
    }
  }

  /** Reports exits as they happen, until the end. */
  void watchExits(AgentLifecycle lifecycle) {
    while (!lifecycle.isOver()) {
      for (PidFd exited : exits.await(ROUND)) {
        TrackedProcess process = byPidFd.remove(exited);
        if (process != null) {
          held.remove(process.id(), process);
          exited.close();
          reports.report(process.id(), exited.pid());
        }
      }
    }
  }

  @Override
  public void close() {
    byPidFd.keySet().forEach(PidFd::close);
    exits.close();
  }
}
