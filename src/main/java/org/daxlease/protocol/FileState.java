package org.daxlease.protocol;

import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.daxlease.protocol.Change.*;
import org.jspecify.annotations.Nullable;

/**
 * One file and what refers to it, at one moment: all of it, or the part that a command can touch.
 *
 * <p>A part must hold every open operation, and for each waiting operation that a pin holds up at
 * least one such pin that the command does not take away. The rules then decide as they would on
 * the whole.
 */
public final class FileState {

  private FileFacts file;
  private boolean working;
  private final Map<UUID, Process> processes = new LinkedHashMap<>();
  private final Map<UUID, Mapping> mappings = new LinkedHashMap<>();
  private final Map<UUID, Lease> leases = new LinkedHashMap<>();
  private final Map<UUID, Pin> pins = new LinkedHashMap<>();
  private final Map<UUID, Operation> operations = new LinkedHashMap<>();
  private final Map<UUID, LeaseBreak> breaks = new LinkedHashMap<>();

  /** Which pins a break wants, so that breaking many holders is not quadratic in them. */
  private final Map<UUID, Set<UUID>> pinsByBreak = new HashMap<>();

  private final Map<UUID, Set<UUID>> runningByLease = new HashMap<>();

  public FileState(FileFacts file) {
    this.file = file;
  }

  /** A copy that decisions may change in place, for somebody who takes each of them over. */
  public FileState workingCopy() {
    FileState copy = copy();
    copy.working = true;
    return copy;
  }

  boolean isWorkingCopy() {
    return working;
  }

  FileState copy() {
    var copy = new FileState(file);
    copy.processes.putAll(processes);
    copy.mappings.putAll(mappings);
    copy.leases.putAll(leases);
    pins.values().forEach(copy::put);
    copy.operations.putAll(operations);
    breaks.values().forEach(copy::put);
    return copy;
  }

  // What is there

  public FileFacts file() {
    return file;
  }

  public @Nullable Process process(UUID id) {
    return processes.get(id);
  }

  public @Nullable Mapping mapping(UUID id) {
    return mappings.get(id);
  }

  public @Nullable Lease lease(@Nullable UUID id) {
    return id == null ? null : leases.get(id);
  }

  public @Nullable Pin pin(UUID id) {
    return pins.get(id);
  }

  public @Nullable Operation operation(UUID id) {
    return operations.get(id);
  }

  public @Nullable LeaseBreak leaseBreak(@Nullable UUID id) {
    return id == null ? null : breaks.get(id);
  }

  public Collection<Mapping> mappings() {
    return mappings.values();
  }

  public Collection<Lease> leases() {
    return leases.values();
  }

  public Collection<Pin> pins() {
    return pins.values();
  }

  public Collection<LeaseBreak> breaks() {
    return breaks.values();
  }

  /** In order of arrival. */
  public List<Operation> operations() {
    return operations.values().stream()
        .sorted(Comparator.comparingLong(Operation::arrival))
        .toList();
  }

  /** The live lease of a process, of which there is at most one (rule 2). */
  public Optional<Lease> liveLease(UUID processId) {
    return leases.values().stream()
        .filter(l -> l.isLive() && l.processId().equals(processId))
        .findFirst();
  }

  /** Live pins over a range that still are the file's. */
  public Stream<Pin> pinsOver(ByteRange range) {
    return pins.values().stream().filter(p -> p.isBlocking() && p.range().overlaps(range));
  }

  /** The pins that a running break wants gone. */
  public Stream<Pin> pinsOf(UUID breakId) {
    return pinsByBreak.getOrDefault(breakId, Set.of()).stream()
        .map(pins::get)
        .flatMap(Stream::ofNullable);
  }

  /** Whether some running break is of this lease. */
  boolean isBeingBroken(UUID leaseId) {
    return runningByLease.containsKey(leaseId);
  }

  /** The operations that close part of a range (rule 10). */
  Stream<Operation> closersOf(ByteRange range, Instant now) {
    return operations.values().stream().filter(o -> o.closes(now) && o.affected().overlaps(range));
  }

  // What is put in when a command begins

  public void put(Process process) {
    processes.put(process.id(), process);
  }

  public void put(Mapping mapping) {
    mappings.put(mapping.id(), mapping);
  }

  public void put(Lease lease) {
    leases.put(lease.id(), lease);
  }

  public void put(Pin pin) {
    Pin before = pins.put(pin.id(), pin);
    UUID from = before == null ? null : before.breakId();
    if (!Objects.equals(from, pin.breakId())) {
      unlink(pinsByBreak, from, pin.id());
      link(pinsByBreak, pin.breakId(), pin.id());
    }
  }

  public void put(Operation operation) {
    operations.put(operation.id(), operation);
  }

  public void put(LeaseBreak leaseBreak) {
    breaks.put(leaseBreak.id(), leaseBreak);
    if (leaseBreak.isRunning()) {
      link(runningByLease, leaseBreak.leaseId(), leaseBreak.id());
    } else {
      unlink(runningByLease, leaseBreak.leaseId(), leaseBreak.id());
    }
  }

  private static void link(Map<UUID, Set<UUID>> index, @Nullable UUID key, UUID value) {
    if (key != null) {
      index.computeIfAbsent(key, _ -> new LinkedHashSet<>()).add(value);
    }
  }

  private static void unlink(Map<UUID, Set<UUID>> index, @Nullable UUID key, UUID value) {
    if (key != null) {
      index.computeIfPresent(key, (_, all) -> all.remove(value) && all.isEmpty() ? null : all);
    }
  }

  // What changes do

  void apply(Change change) {
    switch (change) {
      case MappingMapped c -> put(c.mapping());
      case MappingUnmapped c -> put(c.mapping());
      case LeaseTaken c -> cover(c.lease(), c.covered());
      case LeaseChanged c -> cover(c.lease(), c.covered());
      case LeaseReleased c -> put(c.lease());
      case LeaseBreaking c -> put(c.lease());
      case LeaseReturned c -> put(c.lease());
      case LeaseBroken c -> put(c.lease());
      case LeaseRevoked c -> put(c.lease());
      case LeaseConflict _ -> {}
      case PinPinned c -> {
        put(c.pin());
        count(c.pin().leaseId(), 1);
      }
      case PinUnpinned c -> end(c.pin(), c.before());
      case PinRevoked c -> {
        end(c.pin(), c.before());
        presume(c.before());
      }
      case PinTrimmed c -> move(c.pin(), c.before());
      case PinTransferred c -> move(c.pin(), c.before());
      case PinDetached c -> put(c.pin());
      case PinOverstayed c -> put(c.pin());
      case BreakBegun c -> begin(c.begun(), c.pins());
      case BreakAdvanced c -> put(c.advanced());
      case BreakDelivered c -> put(c.delivered());
      case BreakNarrowed c -> {
        put(c.narrowed());
        assign(c.pins(), null);
      }
      case BreakEnded c -> end(c.ended(), c.outcome());
      case OperationRequested c -> request(c.operation(), c.joined());
      case OperationBreaking c -> put(c.operation());
      case OperationGranted c -> grant(c.operation());
      case OperationCompleted c -> complete(c.operation(), c.file());
      case OperationCancelled c -> put(c.operation());
      case OperationExpired c -> put(c.operation());
      case OperationRefused c -> put(c.operation());
      case OperationRenewed c -> put(c.operation());
      case OperationCooling c -> put(c.operation());
      case OperationReopened c -> put(c.operation());
      case OperationLate _ -> {}
      case OperationExpedited _ -> {}
      case ShortPinsExamined c -> put(c.operation());
      case Signalled c -> {
        if (c.kind() == SignalKind.SIGKILL) {
          processes.computeIfPresent(c.to().processId(), (_, p) -> p.afterKill());
        }
      }
    }
  }

  private void cover(Lease lease, List<UUID> covered) {
    put(lease);
    for (UUID id : covered) {
      Pin pin = pins.get(id);
      if (pin != null) {
        count(pin.leaseId(), -1);
        put(pin.with(pin.standing().lease(lease.id())));
      }
    }
  }

  private void count(@Nullable UUID leaseId, int more) {
    if (leaseId != null) {
      leases.computeIfPresent(leaseId, (_, l) -> l.with(l.standing().count(more)));
    }
  }

  private void end(Pin pin, Pin before) {
    put(pin);
    count(before.leaseId(), -1);
    if (before.breakId() != null) {
      breaks.computeIfPresent(before.breakId(), (_, b) -> b.with(b.ladder().count(-1)));
    }
  }

  /** What waits for a revoked pin will go on over a presumed death (rule 17). */
  private void presume(Pin revoked) {
    if (!file.isDax() || !revoked.isBlocking()) {
      return;
    }
    file = file.presuming(file.presumedFree().with(revoked.range()));
    operations.replaceAll((_, o) ->
        o.state().isWaiting() && o.isHard() && o.affected().overlaps(revoked.range())
            ? o.with(o.progress().count(0, true))
            : o);
  }

  private void move(Pin pin, Pin before) {
    put(pin);
    count(before.leaseId(), -1);
    count(pin.leaseId(), 1);
  }

  private void begin(LeaseBreak begun, List<UUID> wanted) {
    put(begun);
    assign(wanted, begun.id());
    begun.operations().forEach(id -> update(id, o -> o.with(o.progress().count(1, false))));
  }

  private void end(LeaseBreak ended, BreakOutcome outcome) {
    put(ended);
    for (Pin pin : pinsOf(ended.id()).toList()) {
      put(pin.with(pin.standing().inBreak(null)));
    }
    boolean fenced = outcome == BreakOutcome.FENCED;
    ended.operations().forEach(id -> update(id, o -> o.with(o.progress().count(-1, fenced))));
  }

  private void assign(List<UUID> pinIds, @Nullable UUID breakId) {
    for (UUID id : pinIds) {
      Pin pin = pins.get(id);
      if (pin != null) {
        put(pin.with(pin.standing().inBreak(breakId)));
      }
    }
  }

  private void request(Operation operation, List<UUID> joined) {
    put(operation);
    file = file.arrived();
    for (UUID id : joined) {
      breaks.computeIfPresent(id, (_, b) -> b.joinedBy(operation.id()));
    }
  }

  private void grant(Operation operation) {
    put(operation);
    var grant = operation.progress().grant();
    if (grant != null) {
      file = file.granted(grant.token());
    }
  }

  private void complete(Operation operation, FileFacts after) {
    put(operation);
    if (after.size() < file.size()) {
      mappings.replaceAll((_, m) -> m.cutAt(after.lastPageEnd()));
    }
    file = after;
  }

  private void update(UUID operationId, UnaryOperator<Operation> how) {
    operations.computeIfPresent(operationId, (_, o) -> how.apply(o));
  }
}
