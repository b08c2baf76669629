package org.daxlease.coordination;

import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Gatherers;
import java.util.stream.Stream;
import org.daxlease.protocol.Backing;
import org.daxlease.protocol.BreakStage;
import org.daxlease.protocol.ByteRange;
import org.daxlease.protocol.GrantEstimator;
import org.daxlease.protocol.LapsedHolder;
import org.daxlease.protocol.Operation;
import org.daxlease.protocol.OperationKind;
import org.daxlease.sql.IdQuery;
import org.daxlease.sql.Parameters;
import org.daxlease.sql.RoundTrips;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Locks files and reads, under the lock, the part of their state that a command can touch. Each
 * method is a handful of statements whatever the number of files and rows.
 */
@Component
class SliceLoader {

  /** Ranges: H2 takes 65,536 elements of an array, and each range asks for up to 51. */
  private static final int ASKED_AT_ONCE = 1000;

  private final SliceFetches fetches;
  private final Repositories rows;
  private final RoundTrips trips;
  private final LivingAgents agents;

  SliceLoader(SliceFetches fetches, Repositories rows, RoundTrips trips, LivingAgents agents) {
    this.fetches = fetches;
    this.rows = rows;
    this.trips = trips;
    this.agents = agents;
  }

  /** What a command may begin with: locks, and what is read under them at once. */
  SliceFetch open() {
    return fetches.begin();
  }

  /** Locks processes for those who add something to them: none can go meanwhile. */
  Map<UUID, ProcessEntity> share(TargetKind by, Collection<UUID> ids) {
    return open().share(by, ids).processes();
  }

  /** Locks a file and reads its open operations; empty where there is no such file. */
  Map<UUID, Slice> lock(UUID fileId) {
    return lock(Set.of(fileId));
  }

  /**
   * The same for several, in the order of their ids: for the end or the lapse of a process. No
   * other command knows two files, as files are what rows would be distributed by; lists of
   * commands that share a transaction could be split by file.
   */
  Map<UUID, Slice> lock(Collection<UUID> fileIds) {
    return open().lock(TargetKind.FILE, Set.copyOf(fileIds)).slices();
  }

  /**
   * Which of these files fence holders that have lapsed, as it was before the lock: a policy that
   * changes now counts for what comes after.
   */
  List<UUID> fencing(Collection<UUID> fileIds) {
    return open().look(fileIds).slices().values().stream()
        .filter(slice -> slice.before.file().policy().lapsedHolder() == LapsedHolder.FENCE)
        .map(Slice::fileId)
        .toList();
  }

  /** Puts processes that were read under their own lock into every slice. */
  void put(Map<UUID, Slice> slices, Collection<ProcessEntity> processes) {
    for (Slice slice : slices.values()) {
      processes.forEach(slice::put);
    }
  }

  /** Reads the processes that the rows read so far belong to. */
  void processesOfRows(Slice slice) {
    processesOfRows(List.of(slice));
  }

  void processesOfRows(Collection<Slice> slices) {
    Map<Slice, Set<UUID>> wanted = new HashMap<>();
    for (Slice slice : slices) {
      Set<UUID> ids = new HashSet<>();
      slice.pins.values().forEach(p -> ids.add(p.processId));
      slice.leases.values().forEach(l -> ids.add(l.processId));
      slice.breaks.values().forEach(b -> ids.add(b.processId));
      slice.mappings.values().forEach(m -> ids.add(m.processId));
      wanted.put(slice, ids);
    }
    processes(wanted);
  }

  void processes(Slice slice, Collection<UUID> ids) {
    processes(Map.of(slice, new HashSet<>(ids)));
  }

  private void processes(Map<Slice, Set<UUID>> wanted) {
    Set<UUID> unknown = new HashSet<>();
    wanted.forEach((slice, ids) -> {
      ids.removeAll(slice.processes.keySet());
      unknown.addAll(ids);
    });
    Map<UUID, ProcessEntity> found = new HashMap<>();
    read(SliceQueries.PROCESSES, unknown).forEach(p -> found.put(p.id, p));
    wanted.forEach((slice, ids) ->
        ids.stream().map(found::get).flatMap(Stream::ofNullable).forEach(slice::put));
  }

  /** A mapping of any file. */
  @Nullable MappingEntity mapping(UUID id) {
    return read(SliceQueries.MAPPINGS, Set.of(id)).stream().findFirst().orElse(null);
  }

  /** The live leases of processes on files. */
  void leases(Map<UUID, Slice> slices, Collection<FileProcess> fileProcesses) {
    read(SliceQueries.LEASES_OF, fileProcesses).forEach(l -> slice(slices, l.fileId).put(l));
  }

  void leases(Slice slice, Collection<UUID> ids) {
    Set<UUID> unknown = new HashSet<>(ids);
    unknown.removeAll(slice.leases.keySet());
    read(SliceQueries.LEASES, unknown).forEach(slice::put);
  }

  /** The leases that count the pins read so far. */
  void leasesOfPins(Slice slice) {
    leases(slice, idsOf(slice.pins.values(), p -> p.leaseId));
  }

  /** The live leases that cover pages of a range. */
  void leasesOver(Slice slice, ByteRange range) {
    ByteRange pages = range.roundOut(slice.file.pageSize);
    Parameters over = Parameters.of(slice.fileId(), pages.end(), pages.start());
    trips.read(t -> t.query(SliceQueries.LEASES_OVER, over, SliceQueries.Rows.LEASE)).stream()
        .filter(l -> !slice.leases.containsKey(l.id))
        .forEach(slice::put);
  }

  /** Live pins of processes on files. */
  void pins(
      FileProcessQuery<PinEntity> which,
      Map<UUID, Slice> slices,
      Collection<FileProcess> fileProcesses) {
    read(which, fileProcesses).forEach(p -> putOnce(slice(slices, p.fileId), p));
  }

  /** What processes have mapped of files. */
  void mappingsOf(Map<UUID, Slice> slices, Collection<FileProcess> fileProcesses) {
    read(SliceQueries.MAPPINGS_OF, fileProcesses).forEach(m -> slice(slices, m.fileId).put(m));
  }

  /** Everything that is mapped or leased: for an unlink. */
  void everythingOf(Slice slice) {
    read(SliceQueries.MAPPED, Set.of(slice.fileId())).stream()
        .filter(m -> !slice.mappings.containsKey(m.id))
        .forEach(slice::put);
    leasesOver(slice, ByteRange.WHOLE_FILE);
  }

  /** Every pin that can block something over a range. */
  void pinsOver(Slice slice, ByteRange range) {
    rows.overlappingPins().read(slice.fileId(), range).forEach(p -> putOnce(slice, p));
  }

  /**
   * The same for a dry run, which changes none of them: where they are too many to be named, and no
   * operation tells one from the other by its range, a single one stands for each group.
   */
  void standInsOver(Slice slice, ByteRange range) {
    if (!slice.operations.isEmpty()) {
      pinsOver(slice, range);
      return;
    }
    PinsInTheWay pins = rows.overlappingPins().count(slice.file, range);
    if (pins.isWhole()) {
      pins.named().forEach(p -> putOnce(slice, p));
    } else {
      slice.counted = pins;
      pins.counts().keySet().forEach(g -> slice.put(PinEntity.standIn(slice.fileId(), g, range)));
    }
  }

  /** What a command takes away, so that it can hold nothing up any more. */
  record Leaving(Set<UUID> pins, Set<UUID> processes) {

    static final Leaving NOTHING = new Leaving(Set.of(), Set.of());

    static Leaving pins(Set<UUID> ids) {
      return new Leaving(ids, Set.of());
    }

    static Leaving processes(Set<UUID> ids) {
      return new Leaving(Set.of(), ids);
    }

    boolean has(PinEntity pin) {
      return pins.contains(pin.id) || processes.contains(pin.processId);
    }
  }

  /**
   * For each operation that waits: some pin that will still hold it up, or on PAGE_CACHE, where
   * pins hold nothing up but are detached by a grant, all of them.
   */
  void witnesses(Slice slice, Leaving leaving) {
    List<ByteRange> ranges =
        slice.operations.values().stream()
            .filter(o -> o.state.isWaiting() && o.fact().isHard())
            .map(OperationEntity::affected)
            .filter(r -> !r.isEmpty())
            .distinct()
            .toList();
    if (slice.file.backing != Backing.DAX) {
      ranges.forEach(range -> pinsOver(slice, range));
      return;
    }
    ranges.stream()
        .filter(range ->
            slice.pins.values().stream()
                .noneMatch(p -> p.node != null && p.overlaps(range) && !leaving.has(p)))
        .gather(Gatherers.windowFixed(ASKED_AT_ONCE))
        .forEach(some ->
            rows.overlappingPins()
                .some(slice.fileId(), some, leaving.pins(), leaving.processes())
                .forEach(p -> putOnce(slice, p)));
  }

  void witnesses(Slice slice) {
    witnesses(slice, Leaving.NOTHING);
  }

  /**
   * What an {@link GrantEstimator} on operations needs of those that they wait for, and of
   * themselves: the breaks, without their pins, and the SHORT pins. Also the other breaks and SHORT
   * pins of the holders: who is fenced for one loses all that it has.
   */
  void queues(Map<UUID, Slice> slices, Predicate<Operation> wanted) {
    Set<UUID> breaking = new HashSet<>();
    for (Slice slice : slices.values()) {
      if (slice.file.backing != Backing.DAX) {
        continue;
      }
      List<Operation> waiting =
          GrantEstimator.queue(slice.before, wanted).stream()
              .filter(o -> o.state().isWaiting())
              .toList();
      waiting.forEach(o -> breaking.add(o.id()));
      for (ByteRange range : GrantEstimator.shortPinsOf(slice.before, waiting).ranges()) {
        rows.overlappingPins().readShort(slice.fileId(), range).forEach(p -> putOnce(slice, p));
      }
    }
    breaks(slices, read(SliceQueries.BREAKS_OF_OPERATIONS, breaking));
    breaksOf(
        slices, slices.values().stream().flatMap(SliceLoader::fileProcesses).distinct().toList());
  }

  /** The running breaks of processes on files; none runs where no operation is open. */
  void breaksOf(Map<UUID, Slice> slices, Collection<FileProcess> fileProcesses) {
    List<FileProcess> disturbed =
        fileProcesses.stream()
            .filter(p -> !slice(slices, p.fileId()).operations.isEmpty())
            .toList();
    breaks(slices, read(SliceQueries.BREAKS_OF, disturbed));
  }

  /** The running breaks that want pins read so far gone. */
  void breaksOfPins(Map<UUID, Slice> slices) {
    Set<UUID> ids = new HashSet<>();
    slices.values().forEach(slice -> ids.addAll(idsOf(slice.pins.values(), p -> p.breakId)));
    breaks(slices, ids);
  }

  /**
   * All that moves when an operation ends, one way or the other: every running break of the file
   * with its pins and leases, and what holds the others up.
   */
  void everythingThatWaits(Map<UUID, Slice> slices) {
    runningBreaks(slices);
    for (Slice slice : slices.values()) {
      pinsOfBreaks(slice);
      witnesses(slice);
      leasesOfPins(slice);
      leasesOfBreaks(slice);
      if (slice.operations.values().stream().anyMatch(o -> o.kind == OperationKind.UNLINK)) {
        everythingOf(slice);
      }
      processesOfRows(slice);
    }
  }

  private void runningBreaks(Map<UUID, Slice> slices) {
    breaks(slices, read(SliceQueries.RUNNING, slices.keySet()));
  }

  void breaks(Map<UUID, Slice> slices, Collection<UUID> ids) {
    breaks(slices, read(SliceQueries.BREAKS, ids));
  }

  /** The node agents whose report the next step of the breaks read so far may have to wait for. */
  void agentsOfKilled(Slice slice) {
    agents.put(List.of(slice), SliceLoader::killed);
  }

  /** The processes that the rows read so far belong to, and the node agents of those in the way. */
  void holdersWithAgents(Collection<Slice> slices) {
    processesOfRows(slices);
    agents.put(slices, SliceLoader::holders);
  }

  private static Stream<ProcessEntity> killed(Slice slice) {
    return slice.breaks.values().stream()
        .filter(b -> b.stage == BreakStage.SIGKILL)
        .map(b -> slice.processes.get(b.processId))
        .flatMap(Stream::ofNullable)
        .filter(p -> p.killed);
  }

  private static Stream<ProcessEntity> holders(Slice slice) {
    return fileProcesses(slice)
        .map(p -> slice.processes.get(p.processId()))
        .flatMap(Stream::ofNullable);
  }

  private static Stream<FileProcess> fileProcesses(Slice slice) {
    Set<UUID> ids = idsOf(slice.pins.values(), p -> p.processId);
    ids.addAll(idsOf(slice.breaks.values(), b -> b.processId));
    return ids.stream().map(id -> new FileProcess(slice.fileId(), id));
  }

  void leasesOfBreaks(Slice slice) {
    leases(slice, idsOf(slice.breaks.values(), b -> b.leaseId));
  }

  /** The pins that the breaks read so far still want gone. */
  void pinsOfBreaks(Slice slice) {
    read(SliceQueries.PINS_OF_BREAKS, slice.breaks.keySet()).forEach(p -> putOnce(slice, p));
  }

  private void breaks(Map<UUID, Slice> slices, List<BreakEntity> found) {
    Map<UUID, Set<UUID>> joined = new HashMap<>();
    read(SliceQueries.JOINED, found.stream().map(b -> b.id).toList())
        .forEach(j -> joined.computeIfAbsent(j.breakId, _ -> new HashSet<>()).add(j.operationId));
    for (BreakEntity row : found) {
      Slice slice = slice(slices, row.fileId);
      if (slice.breaks.containsKey(row.id)) {
        continue;
      }
      slice.breaks.put(row.id, row);
      slice.before.put(row.fact(joined.getOrDefault(row.id, Set.of())));
    }
  }

  private <E> List<E> read(IdQuery<E> query, Collection<UUID> ids) {
    return trips.read(t -> t.query(query, ids));
  }

  private <E> List<E> read(FileProcessQuery<E> query, Collection<FileProcess> fileProcesses) {
    return trips.read(t -> query.query(t, fileProcesses));
  }

  private static void putOnce(Slice slice, PinEntity pin) {
    if (!slice.pins.containsKey(pin.id)) {
      slice.put(pin);
    }
  }

  private static <T> Set<UUID> idsOf(Collection<T> from, Function<T, @Nullable UUID> id) {
    return from.stream().map(id).flatMap(Stream::ofNullable).collect(Collectors.toSet());
  }

  private static Slice slice(Map<UUID, Slice> slices, UUID fileId) {
    return Objects.requireNonNull(slices.get(fileId), "file not locked");
  }
}
