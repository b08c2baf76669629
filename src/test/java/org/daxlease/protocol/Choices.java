package org.daxlease.protocol;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.daxlease.protocol.World.Extra;

/** What can happen next in a world. */
final class Choices {

  private final World world;
  private final FileState state;
  private final Instant now;
  private final List<Command> choices = new ArrayList<>();

  private Choices(World world, FileState state, Instant now) {
    this.world = world;
    this.state = state;
    this.now = now;
  }

  /** Everything but the passing of time. */
  static List<Command> of(World world, FileState state, Instant now) {
    var all = new Choices(world, state, now);
    if (!state.file().removed()) {
      all.processes();
      all.pins();
      all.operations();
      all.deadlines();
    }
    return all.choices;
  }

  private void processes() {
    for (UUID process : world.actors()) {
      if (!runs(process)) {
        continue;
      }
      pinning(process);
      for (var wish : world.leases()) {
        choices.add(new Command.TakeLease(process, wish.range(), wish.breakable()));
      }
      state
          .liveLease(process)
          .filter(Lease::hasHolder)
          .ifPresent(l -> choices.add(new Command.ReleaseLease(l.id())));
      if (has(Extra.DEPART)) {
        choices.add(new Command.Leave(process, ProcessState.EXITED));
        choices.add(new Command.Leave(process, ProcessState.KILLED));
      }
      if (has(Extra.LAPSE)) {
        boolean lapsed = Objects.requireNonNull(state.process(process)).lapsed();
        choices.add(lapsed ? new Command.Beat(process) : new Command.Lapse(process));
      }
      if (has(Extra.UNMAP) && mapped(process)) {
        choices.add(new Command.Unmap(World.mappingOf(process)));
      }
    }
  }

  private void pinning(UUID process) {
    List<Pin> held =
        state.pins().stream().filter(p -> p.isLive() && p.processId().equals(process)).toList();
    if (held.size() >= world.limits().pinsEach() || !mapped(process)) {
      return;
    }
    for (ByteRange range : world.pins()) {
      for (Term term : world.terms()) {
        if (held.stream().noneMatch(p -> p.range().equals(range) && p.use().term() == term)) {
          choices.add(new Command.TakePin(process, World.mappingOf(process), range, term));
        }
      }
    }
  }

  private void pins() {
    for (Pin pin : state.pins()) {
      if (!pin.isLive()) {
        continue;
      }
      choices.add(new Command.Unpin(pin.id()));
      if (has(Extra.TRIM) && pin.range().equals(World.AB)) {
        choices.add(new Command.Trim(pin.id(), World.A));
        choices.add(new Command.Trim(pin.id(), World.B));
      }
      if (has(Extra.TRANSFER)) {
        for (UUID to : world.actors()) {
          if (runs(to)) {
            choices.add(new Command.Transfer(pin.id(), new Pin.Place(to, World.mappingOf(to))));
          }
        }
      }
    }
  }

  private void operations() {
    long open = state.operations().stream().filter(Operation::isOpen).count();
    if (open < world.limits().openAtOnce()) {
      for (var request : world.requests()) {
        UUID requester = request.wishes().requesterProcessId();
        if (requester == null || runs(requester)) {
          choices.add(new Command.Ask(request));
        }
      }
    }
    for (Operation operation : state.operations()) {
      var grant = operation.progress().grant();
      if (grant != null) {
        choices.add(new Command.Complete(operation.id(), grant.token()));
        if (has(Extra.RENEW)) {
          choices.add(new Command.Renew(operation.id(), grant.token()));
        }
      }
      if (operation.state().isUnfinished()) {
        choices.add(new Command.Cancel(operation.id()));
      }
      if (operation.state().isWaiting() && has(Extra.EXPEDITE)) {
        choices.add(new Command.Expedite(operation.id()));
      }
    }
  }

  private void deadlines() {
    for (Operation operation : state.operations()) {
      if (deadlinesOf(operation).anyMatch(d -> !d.isAfter(now))) {
        choices.add(new Command.FireOperation(operation.id()));
      }
    }
    for (LeaseBreak running : state.breaks()) {
      Instant deadline = running.dueAt();
      if (running.isRunning() && deadline != null && !deadline.isAfter(now)) {
        choices.add(new Command.FireBreak(running.id()));
      }
    }
  }

  /** The next moment at which something becomes due. */
  static Optional<Instant> nextDeadline(FileState state, Instant now) {
    Stream<Instant> ofBreaks =
        state.breaks().stream()
            .filter(LeaseBreak::isRunning)
            .map(LeaseBreak::dueAt)
            .flatMap(Stream::ofNullable);
    Stream<Instant> ofOperations = state.operations().stream().flatMap(Choices::deadlinesOf);
    return Stream.concat(ofBreaks, ofOperations)
        .filter(d -> d.isAfter(now))
        .min(Instant::compareTo);
  }

  static Stream<Instant> deadlinesOf(Operation operation) {
    var timers = operation.progress().timers();
    var grant = operation.progress().grant();
    return switch (operation.state()) {
      case QUEUED, BREAKING ->
          Stream.of(
                  Optional.ofNullable(timers.waitUntil()),
                  Optional.ofNullable(timers.shortPinsAt()))
              .flatMap(Optional::stream);
      case GRANTED -> Stream.ofNullable(grant).map(Operation.Grant::expiresAt);
      case EXPIRED, REFUSED -> Stream.ofNullable(timers.reopensAt());
      case COMPLETED, CANCELLED -> Stream.empty();
    };
  }

  private boolean runs(UUID process) {
    Process found = state.process(process);
    return found != null && found.isRunning();
  }

  private boolean mapped(UUID process) {
    Mapping mapping = state.mapping(World.mappingOf(process));
    return mapping != null && mapping.isMapped();
  }

  private boolean has(Extra extra) {
    return world.extras().contains(extra);
  }
}
