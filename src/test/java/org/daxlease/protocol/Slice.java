package org.daxlease.protocol;

import java.util.HashSet;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The least that must be read for a command: every open operation, what the command touches, and
 * for each waiting operation one pin that holds it up and that the command does not take away.
 */
final class Slice {

  private final FileState whole;
  private final Command command;
  private final Set<UUID> wanted = new HashSet<>();

  private Slice(FileState whole, Command command) {
    this.whole = whole;
    this.command = command;
  }

  static FileState of(FileState whole, Command command) {
    var slice = new Slice(whole, command);
    slice.touch();
    if (whole.file().isDax()) {
      slice.witnesses();
    } else {
      // What is granted detaches every pin of its range.
      slice.pins(p -> slice.waitsOver(p.range()));
      slice.whole.leases().forEach(l -> slice.wanted.add(l.id()));
      slice.whole.mappings().forEach(m -> slice.wanted.add(m.id()));
    }
    return slice.cut();
  }

  private void touch() {
    switch (command) {
      case Command.TakePin c -> {
        wanted.add(c.mappingId());
        processWithPins(c.processId());
      }
      case Command.Unpin c -> pin(pinOf(c.pinId()));
      case Command.Trim c -> {
        pin(pinOf(c.pinId()));
        liveLease(pinOf(c.pinId()).processId());
      }
      case Command.Transfer c -> {
        pin(pinOf(c.pinId()));
        wanted.add(c.to().mappingId());
        processWithPins(c.to().processId());
      }
      case Command.TakeLease c -> processWithPins(c.processId());
      case Command.ReleaseLease c -> lease(c.leaseId());
      case Command.Unmap c -> {
        wanted.add(c.mappingId());
        wanted.add(Objects.requireNonNull(whole.mapping(c.mappingId())).processId());
      }
      case Command.Ask c -> ask(c);
      case Command.Complete c -> operation(c.operationId());
      case Command.Renew _ -> {}
      case Command.Cancel c -> operation(c.operationId());
      case Command.FireOperation c -> operation(c.operationId());
      case Command.FireBreak c -> leaseBreak(c.breakId());
      case Command.Expedite c -> operation(c.operationId());
      case Command.Lapse c -> processWithPins(c.processId());
      case Command.Beat c -> wanted.add(c.processId());
      case Command.Leave c -> leave(c.processId());
    }
  }

  private void ask(Command.Ask c) {
    UUID requester = c.request().wishes().requesterProcessId();
    if (requester != null) {
      wanted.add(requester);
    }
    if (RequestRules.check(c.request(), whole.file()) != null) {
      return;
    }
    ByteRange affected = RequestRules.extent(c.request(), whole.file()).affected();
    pins(p -> p.range().overlaps(affected));
    whole.leases().stream()
        .filter(l -> l.isLive() && l.range().overlaps(affected))
        .forEach(l -> lease(l.id()));
  }

  private void operation(UUID id) {
    Operation operation = Objects.requireNonNull(whole.operation(id));
    whole.breaks().stream()
        .filter(b -> b.operations().contains(id))
        .forEach(b -> leaseBreak(b.id()));
    pins(p -> p.range().overlaps(operation.affected()));
    if (operation.kind() == OperationKind.UNLINK) {
      whole.leases().forEach(l -> wanted.add(l.id()));
      whole.mappings().forEach(m -> wanted.add(m.id()));
      whole.operations().forEach(o -> breaksOf(o.id()));
    }
  }

  private void breaksOf(UUID operationId) {
    whole.breaks().stream()
        .filter(b -> b.operations().contains(operationId))
        .forEach(b -> leaseBreak(b.id()));
  }

  private void leave(UUID processId) {
    processWithPins(processId);
    whole.leases().stream()
        .filter(l -> l.processId().equals(processId))
        .forEach(l -> lease(l.id()));
    whole.mappings().stream()
        .filter(m -> m.processId().equals(processId))
        .forEach(m -> wanted.add(m.id()));
    whole.operations().stream()
        .filter(o -> processId.equals(o.request().wishes().requesterProcessId()))
        .forEach(o -> breaksOf(o.id()));
  }

  private void processWithPins(UUID processId) {
    wanted.add(processId);
    liveLease(processId);
    pins(p -> p.processId().equals(processId));
  }

  private void liveLease(UUID processId) {
    whole.liveLease(processId).ifPresent(l -> lease(l.id()));
  }

  private void pins(Predicate<Pin> which) {
    whole.pins().stream().filter(p -> p.isLive() && which.test(p)).forEach(this::pin);
  }

  private void pin(Pin pin) {
    wanted.add(pin.id());
    wanted.add(pin.processId());
    lease(pin.leaseId());
    if (pin.breakId() != null) {
      wanted.add(pin.breakId());
    }
  }

  /** A lease, and what says whether it is still wanted. */
  private void lease(@Nullable UUID id) {
    Lease lease = whole.lease(id);
    if (lease != null && wanted.add(lease.id())) {
      wanted.add(lease.processId());
      whole.breaks().stream()
          .filter(b -> lease.id().equals(b.leaseId()))
          .forEach(b -> wanted.add(b.id()));
    }
  }

  private void leaseBreak(UUID id) {
    LeaseBreak running = Objects.requireNonNull(whole.leaseBreak(id));
    wanted.add(id);
    wanted.add(running.processId());
    lease(running.leaseId());
    pins(p -> id.equals(p.breakId()));
  }

  private void witnesses() {
    for (Operation operation : whole.operations()) {
      if (operation.state().isWaiting() && operation.isHard()) {
        whole
            .pinsOver(operation.affected())
            .filter(p -> !isTaken(p, operation))
            .findFirst()
            .ifPresent(p -> wanted.add(p.id()));
      }
    }
  }

  /** Whether the command takes a pin out of an operation's way. */
  private boolean isTaken(Pin pin, Operation operation) {
    return switch (command) {
      case Command.Unpin c -> c.pinId().equals(pin.id());
      case Command.Trim c -> c.pinId().equals(pin.id()) && !c.part().overlaps(operation.affected());
      case Command.Leave c -> c.processId().equals(pin.processId());
      default -> false;
    };
  }

  private boolean waitsOver(ByteRange range) {
    return whole.operations().stream()
        .anyMatch(o -> o.state().isWaiting() && o.affected().overlaps(range));
  }

  private Pin pinOf(UUID id) {
    return Objects.requireNonNull(whole.pin(id));
  }

  /** In the order of the whole. */
  private FileState cut() {
    var part = new FileState(whole.file());
    for (UUID id : Set.of(World.P, World.Q)) {
      if (wanted.contains(id)) {
        part.put(whole.process(id));
      }
    }
    whole.mappings().stream().filter(m -> wanted.contains(m.id())).forEach(part::put);
    whole.leases().stream().filter(l -> wanted.contains(l.id())).forEach(part::put);
    whole.pins().stream().filter(p -> wanted.contains(p.id())).forEach(part::put);
    whole.breaks().stream().filter(b -> wanted.contains(b.id())).forEach(part::put);
    whole.operations().stream().filter(Operation::isOpen).forEach(part::put);
    return part;
  }
}
