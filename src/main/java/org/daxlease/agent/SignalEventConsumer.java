package org.daxlease.agent;

import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.daxlease.client.CoordinatorClient;
import org.daxlease.client.Event;
import org.daxlease.client.EventStream;
import org.daxlease.client.ProblemException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows the signals of the host, from the position on disk. Unacknowledged signals of running
 * breaks from before that position are delivered first: at the start, as the agent may now be
 * allowed to send what it was not before, and where the journal no longer reaches back to its
 * position.
 */
final class SignalEventConsumer implements StreamConsumer {

  private static final Logger log = LoggerFactory.getLogger(SignalEventConsumer.class);

  private final CoordinatorClient coordinator;
  private final Collaborators collaborators;
  private final @Nullable StateDirectory state;
  private final String path;
  private @Nullable Long position;
  private boolean caughtUp;
  private boolean unsaved;

  /** Ids of events that were caught up with, and that the stream may bring as well. */
  private final Set<String> caught = new HashSet<>();

  /** What a signal passes through. */
  record Collaborators(
      ProcessTable processTable,
      SignalSender sender,
      Heartbeats heartbeats,
      AgentLifecycle lifecycle) {}

  /**
   * Begins at the position on disk.
   *
   * @param state null for a dry run, which begins now and leaves no trace
   */
  SignalEventConsumer(
      CoordinatorClient coordinator,
      String host,
      Collaborators collaborators,
      @Nullable StateDirectory state) {
    this.coordinator = coordinator;
    this.collaborators = collaborators;
    this.state = state;
    this.position = state == null ? null : state.position();
    this.path = "/v1/events?type=signal.&host=" + URLEncoder.encode(host, StandardCharsets.UTF_8);
  }

  @Override
  public EventStream open() {
    try {
      return coordinator.stream(path, position);
    } catch (ProblemException e) {
      if (position != null && ProblemException.isOver(e)) {
        log.warn("Position {} means nothing to the service: {}", position, e.getMessage());
        forget();
        return coordinator.stream(path, null);
      }
      throw e;
    }
  }

  @Override
  public void begin() {
    if (state != null && (position == null || !caughtUp)) {
      catchUp();
      caughtUp = true;
    }
  }

  /** The stream's beginning is fixed by now: what comes after it the stream brings itself. */
  private void catchUp() {
    collaborators.processTable().takeOver();
    for (TrackedProcess process : List.copyOf(collaborators.processTable().held())) {
      for (Event event : collaborators.heartbeats().pending(process)) {
        boolean known =
            process.unacknowledged().contains(event.id()) || caught.contains(event.id());
        // Nothing waits for an answer to a notice: one that was missed is not worth a late SIGIO.
        boolean isNotice = event.id("breakId") == null;
        if (!known && !isNotice && isBeforeTheStream(event) && deliver(event)) {
          caught.add(event.id());
        }
      }
    }
  }

  private boolean isBeforeTheStream(Event event) {
    return position == null || Long.parseLong(event.id()) <= position;
  }

  @Override
  public void take(EventStream.Block block) {
    if (block.reset()) {
      log.warn("The journal does not reach back to the position of this agent");
      forget();
      begin();
    }
    Event event = block.event();
    if (event != null && !caught.remove(event.id()) && !deliver(event)) {
      return;
    }
    if (block.position() != null && !collaborators.lifecycle().isOver()) {
      position = block.position();
      save();
    }
  }

  private void forget() {
    position = null;
    save();
  }

  /** Where that fails the signals go on: what it bounds is what comes again after a crash. */
  private void save() {
    if (state == null) {
      return;
    }
    try {
      if (position == null) {
        state.forgetPosition();
      } else {
        state.savePosition(position);
      }
      if (unsaved) {
        log.info("The position in the journal is kept again");
      }
      unsaved = false;
    } catch (UncheckedIOException e) {
      if (!unsaved) {
        log.error(
            "{}: {}. Signals may come once more after a restart", e.getMessage(), e.getCause());
      }
      unsaved = true;
    }
  }

  /** False if it is still to be delivered. */
  private boolean deliver(Event event) {
    Optional<SignalEvent> known = SignalEvent.of(event);
    if (known.isEmpty()) {
      log.warn("Event {} is a signal of a kind that this agent does not know", event.id());
      return true;
    }
    SignalEvent signal = known.get();
    return switch (collaborators.sender().deliver(signal)) {
      case SignalSender.Result.Done(TrackedProcess process) -> {
        collaborators.heartbeats().acknowledge(process, signal.eventId());
        yield true;
      }
      case SignalSender.Result.NotOurs _ -> true;
      case SignalSender.Result.Unfinished _ -> false;
    };
  }
}
