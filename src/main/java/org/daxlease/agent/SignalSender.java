package org.daxlease.agent;

import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.OptionalLong;
import org.daxlease.client.HoldingApi;
import org.daxlease.client.ProblemException;
import org.daxlease.client.ProcessApi;
import org.daxlease.linux.Proc;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Delivers one signal after the other. What is not sent because it is out of date is acknowledged;
 * what this agent may not send stays unacknowledged, as nobody has got it.
 */
final class SignalSender {

  private static final Logger log = LoggerFactory.getLogger(SignalSender.class);

  private final ProcessApi processes;
  private final HoldingApi holdings;
  private final ProcessTable processTable;
  private final Permissions permissions;
  private final AgentLifecycle lifecycle;

  SignalSender(
      ProcessApi processes,
      HoldingApi holdings,
      ProcessTable processTable,
      Permissions permissions,
      AgentLifecycle lifecycle) {
    this.processes = processes;
    this.holdings = holdings;
    this.processTable = processTable;
    this.permissions = permissions;
    this.lifecycle = lifecycle;
  }

  /** How it went. */
  sealed interface Result {

    /** The process has got it, or no longer has to. */
    record Done(TrackedProcess process) implements Result {}

    /** There is nobody here to get it from this agent. */
    record NotOurs() implements Result {}

    /** The agent's end came first: it is still to be delivered. */
    record Unfinished() implements Result {}
  }

  /**
   * Delivers a signal, however long the service is away; it is never sent unseen.
   *
   * @throws ProblemException if this agent may not see now what it is about
   */
  Result deliver(SignalEvent event) {
    try {
      return lifecycle
          .persist("Signal " + event.eventId(), () -> attempt(event))
          .orElseGet(Result.Unfinished::new);
    } catch (ProblemException e) {
      if (e.isDenied()) {
        // Roles change, and the signal would be lost.
        throw e;
      }
      say(event, "Not sent, as the service does not tell about it: " + e.getMessage());
      return new Result.NotOurs();
    }
  }

  /** Nothing has been sent where this ends with an exception. */
  private Result attempt(SignalEvent event) {
    Optional<TrackedProcess> found = processTable.find(event.processId());
    if (found.isEmpty()) {
      say(event, "Not sent, as no such process is held here");
      return new Result.NotOurs();
    }
    TrackedProcess process = found.get();
    Optional<String> forbidden = whyNot(event, process);
    if (forbidden.isPresent()) {
      say(event, "Not sent: " + forbidden.get());
      return new Result.NotOurs();
    }
    // Immediately before it is sent: whoever gave way meanwhile is not hit.
    if (!isDue(event)) {
      say(event, "Not sent, as its break has ended or gone on");
      return permissions.dryRun() ? new Result.NotOurs() : new Result.Done(process);
    }
    return send(event, process);
  }

  private Result send(SignalEvent event, TrackedProcess process) {
    if (permissions.dryRun()) {
      say(event, "Would be sent to pid " + process.pidfd().pid());
      return new Result.NotOurs();
    }
    return switch (process.pidfd().send(event.signal().number())) {
      case SENT -> {
        say(event, "Sent to pid " + process.pidfd().pid());
        yield new Result.Done(process);
      }
      case GONE -> {
        say(event, "Not sent, as pid " + process.pidfd().pid() + " has exited");
        yield new Result.Done(process);
      }
      case DENIED -> {
        log.error("May not signal pid {}: the agent lacks CAP_KILL", process.pidfd().pid());
        yield new Result.NotOurs();
      }
    };
  }

  /** Why this agent may not send it; empty where it may. */
  private Optional<String> whyNot(SignalEvent event, TrackedProcess process) {
    if (!permissions.signals().contains(event.signal())) {
      return Optional.of("this agent does not send " + event.signal());
    }
    if (!process.info().vouched() && !processes.process(process.id()).vouched()) {
      return Optional.of("it was registered by somebody who may not speak for this host");
    }
    return permissions.users().isEmpty() ? Optional.empty() : whyNot(user(process));
  }

  private Optional<String> whyNot(OptionalLong user) {
    if (user.isEmpty()) {
      return Optional.of("nothing tells whose process it is");
    }
    return permissions.users().contains(user.getAsLong())
        ? Optional.empty()
        : Optional.of("it is a process of user " + user.getAsLong());
  }

  private static OptionalLong user(TrackedProcess process) {
    try {
      return Proc.user(process.pidfd().pid());
    } catch (UncheckedIOException e) {
      return OptionalLong.empty();
    }
  }

  private boolean isDue(SignalEvent event) {
    if (event.breakId() != null) {
      return event.isDue(holdings.leaseBreak(event.breakId()));
    }
    return event.leaseId() != null && event.isDue(holdings.lease(event.leaseId()));
  }

  private static void say(SignalEvent event, String what) {
    log.atInfo()
        .addKeyValue("signal", event.signal())
        .addKeyValue("processId", event.processId())
        .addKeyValue("eventId", event.eventId())
        .log(what);
  }
}
