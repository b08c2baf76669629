package org.daxlease.protocol;

import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Supplier;

/** One thing that can happen to a file, as the rules see it. */
sealed interface Command {

  Decision<?> decide(FileState state, Instant now, Supplier<UUID> ids);

  record TakePin(UUID processId, UUID mappingId, ByteRange range, Term term) implements Command {
    @Override
    public Decision<?> decide(FileState state, Instant now, Supplier<UUID> ids) {
      var place = new Pin.Place(processId, mappingId);
      var use = new Pin.Use(Access.WRITE, term);
      var asked = new PinRules.NewPin(place, range.start(), range.length(), use);
      return PinRules.pin(state, asked, now, ids);
    }
  }

  record Unpin(UUID pinId) implements Command {
    @Override
    public Decision<?> decide(FileState state, Instant now, Supplier<UUID> ids) {
      return PinRules.unpin(state, pinId, now, ids);
    }
  }

  record Trim(UUID pinId, ByteRange part) implements Command {
    @Override
    public Decision<?> decide(FileState state, Instant now, Supplier<UUID> ids) {
      var kept = new PinRules.ByteRangeRequest(part.start(), part.length());
      return PinRules.trim(state, pinId, kept, now, ids);
    }
  }

  record Transfer(UUID pinId, Pin.Place to) implements Command {
    @Override
    public Decision<?> decide(FileState state, Instant now, Supplier<UUID> ids) {
      return PinRules.transfer(state, pinId, to, now, ids);
    }
  }

  record TakeLease(UUID processId, ByteRange range, boolean breakable) implements Command {
    @Override
    public Decision<?> decide(FileState state, Instant now, Supplier<UUID> ids) {
      var asked = new LeaseRules.NewLease(processId, breakable, range.start(), range.length());
      return LeaseRules.take(state, asked, now, ids);
    }
  }

  record ReleaseLease(UUID leaseId) implements Command {
    @Override
    public Decision<?> decide(FileState state, Instant now, Supplier<UUID> ids) {
      return LeaseRules.release(state, leaseId, now, ids);
    }
  }

  record Unmap(UUID mappingId) implements Command {
    @Override
    public Decision<?> decide(FileState state, Instant now, Supplier<UUID> ids) {
      return MappingRules.unmap(state, mappingId, now, ids);
    }
  }

  record Ask(Operation.Request request) implements Command {
    @Override
    public Decision<?> decide(FileState state, Instant now, Supplier<UUID> ids) {
      return OperationRules.request(state, ids.get(), request, now, ids);
    }
  }

  record Complete(UUID operationId, long token) implements Command {
    @Override
    public Decision<?> decide(FileState state, Instant now, Supplier<UUID> ids) {
      return OperationRules.complete(state, operationId, token, now, ids);
    }
  }

  record Renew(UUID operationId, long token) implements Command {
    @Override
    public Decision<?> decide(FileState state, Instant now, Supplier<UUID> ids) {
      return OperationRules.renew(state, operationId, token, now, ids);
    }
  }

  record Cancel(UUID operationId) implements Command {
    @Override
    public Decision<?> decide(FileState state, Instant now, Supplier<UUID> ids) {
      return OperationRules.cancel(state, operationId, now, ids);
    }
  }

  record FireOperation(UUID operationId) implements Command {
    @Override
    public Decision<?> decide(FileState state, Instant now, Supplier<UUID> ids) {
      return OperationRules.fire(state, operationId, now, ids);
    }
  }

  record FireBreak(UUID breakId) implements Command {
    @Override
    public Decision<?> decide(FileState state, Instant now, Supplier<UUID> ids) {
      return BreakRules.fire(state, breakId, now, ids);
    }
  }

  record Expedite(UUID operationId) implements Command {
    @Override
    public Decision<?> decide(FileState state, Instant now, Supplier<UUID> ids) {
      var how = new OperationRules.Expedite(null, "no time");
      return OperationRules.expedite(state, operationId, how, now, ids);
    }
  }

  record Lapse(UUID processId) implements Command {
    @Override
    public Decision<?> decide(FileState state, Instant now, Supplier<UUID> ids) {
      return LapseRules.lapse(state, processId, now, ids);
    }
  }

  /** A heartbeat: a matter of the process alone, which no file decides. */
  record Beat(UUID processId) implements Command {
    @Override
    public Decision<?> decide(FileState state, Instant now, Supplier<UUID> ids) {
      FileState after = state.copy();
      Process process = Objects.requireNonNull(after.process(processId));
      after.put(
          new Process(
              process.id(), process.state(), false, process.killed(), process.agentUntil()));
      return new Decision.Accepted<>(processId, List.of(), after);
    }
  }

  record Leave(UUID processId, ProcessState as) implements Command {
    @Override
    public Decision<?> decide(FileState state, Instant now, Supplier<UUID> ids) {
      return TeardownRules.leave(state, processId, as, now, ids);
    }
  }
}
