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
final class Delivery {

  private static final Logger log = LoggerFactory.getLogger(Delivery.class);

  private final ProcessApi processes;
  private final HoldingApi holdings;
  private final Roster roster;
  private final Permissions permissions;
  private final Life life;

  Delivery(
      ProcessApi processes,
      HoldingApi holdings,
      Roster roster,
      Permissions permissions,
      Life life) {
    this.processes = processes;
    this.holdings = holdings;
    this.roster = roster;
    this.permissions = permissions;
    this.life = life;
  }

  /** How it went. */
  sealed interface Result {

    /** The process has got it, or no longer has to. */
    record Done(Watched process) implements Result {}

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
  Result deliver(Notice notice) {
    try {
      return life.persist("Signal " + notice.eventId(), () -> attempt(notice))
          .orElseGet(Result.Unfinished::new);
    } catch (ProblemException e) {
      if (e.isDenied()) {
        // Roles change, and the signal would be lost.
        throw e;
      }
      say(notice, "Not sent, as the service does not tell about it: " + e.getMessage());
      return new Result.NotOurs();
    }
  }

  /** Nothing has been sent where this ends with an exception. */
  private Result attempt(Notice notice) {
    Optional<Watched> found = roster.find(notice.processId());
    if (found.isEmpty()) {
      say(notice, "Not sent, as no such process is held here");
      return new Result.NotOurs();
    }
    Watched process = found.get();
    Optional<String> forbidden = whyNot(notice, process);
    if (forbidden.isPresent()) {
      say(notice, "Not sent: " + forbidden.get());
      return new Result.NotOurs();
    }
    // Immediately before it is sent: whoever gave way meanwhile is not hit.
    if (!isDue(notice)) {
      say(notice, "Not sent, as its break has ended or gone on");
      return permissions.dryRun() ? new Result.NotOurs() : new Result.Done(process);
    }
    return send(notice, process);
  }

  private Result send(Notice notice, Watched process) {
    if (permissions.dryRun()) {
      say(notice, "Would be sent to pid " + process.pidfd().pid());
      return new Result.NotOurs();
    }
    return switch (process.pidfd().send(notice.signal().number())) {
      case SENT -> {
        say(notice, "Sent to pid " + process.pidfd().pid());
        yield new Result.Done(process);
      }
      case GONE -> {
        say(notice, "Not sent, as pid " + process.pidfd().pid() + " has exited");
        yield new Result.Done(process);
      }
      case DENIED -> {
        log.error("May not signal pid {}: the agent lacks CAP_KILL", process.pidfd().pid());
        yield new Result.NotOurs();
      }
    };
  }

  /** Why this agent may not send it; empty where it may. */
  private Optional<String> whyNot(Notice notice, Watched process) {
    if (!permissions.signals().contains(notice.signal())) {
      return Optional.of("this agent does not send " + notice.signal());
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

  private static OptionalLong user(Watched process) {
    try {
      return Proc.user(process.pidfd().pid());
    } catch (UncheckedIOException e) {
      return OptionalLong.empty();
    }
  }

  private boolean isDue(Notice notice) {
    if (notice.breakId() != null) {
      return notice.isDue(holdings.leaseBreak(notice.breakId()));
    }
    return notice.leaseId() != null && notice.isDue(holdings.lease(notice.leaseId()));
  }

  private static void say(Notice notice, String what) {
    log.atInfo()
        .addKeyValue("signal", notice.signal())
        .addKeyValue("processId", notice.processId())
        .addKeyValue("eventId", notice.eventId())
        .log(what);
  }
}
