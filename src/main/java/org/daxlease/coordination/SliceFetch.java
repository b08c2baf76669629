package org.daxlease.coordination;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.daxlease.sql.IdQuery;
import org.daxlease.sql.RoundTrip;
import org.daxlease.sql.RoundTrip.Rows;

/**
 * What a command begins with, as one round trip: it locks processes, then files, each in the order
 * of their ids; reads under the locks what the command names, and the clock after them (rule 20).
 * Steps are taken in the order in which they are asked for.
 */
final class SliceFetch {

  private final SliceQueries queries;
  private final Policies policies;
  private final TimeSource time;
  private final RoundTrip trip;
  private Rows<ProcessEntity> lockedProcesses = Rows.none();
  private Rows<FileEntity> files = Rows.none();
  private Rows<FilesystemEntity> filesystems = Rows.none();
  private Rows<OperationEntity> operations = Rows.none();
  private final List<Runnable> taking = new ArrayList<>();
  private final Map<UUID, Slice> slices = new LinkedHashMap<>();

  SliceFetch(SliceQueries queries, Policies policies, TimeSource time, RoundTrip trip) {
    this.queries = queries;
    this.policies = policies;
    this.time = time;
    this.trip = trip;
  }

  /**
   * What has been locked and read.
   *
   * @param processes that have been locked, by id; they are in no slice yet
   */
  record Opened(Map<UUID, Slice> slices, Map<UUID, ProcessEntity> processes, Instant now) {}

  /** Locks the processes of what is named against their end. */
  SliceFetch share(TargetKind by, Collection<UUID> ids) {
    lockedProcesses = trip.query(queries.shared(by), ids);
    return this;
  }

  /** Locks processes that show signs of life. */
  SliceFetch beating(Collection<UUID> ids) {
    lockedProcesses = trip.query(queries.beating(), ids);
    return this;
  }

  /**
   * Locks the files of what is named, and reads which policies they have and what waits for them.
   * Of a file that does not exist there will be no slice.
   */
  SliceFetch lock(TargetKind by, Collection<UUID> ids) {
    files = trip.query(queries.locked(by), ids);
    filesystems = query(queries.filesystems, by, ids);
    operations = query(queries.operations, by, ids);
    return this;
  }

  /** The same without the locks, for somebody who only looks. */
  SliceFetch look(Collection<UUID> ids) {
    files = trip.query(queries.files, ids);
    filesystems = query(queries.filesystems, TargetKind.FILE, ids);
    operations = query(queries.operations, TargetKind.FILE, ids);
    return this;
  }

  /** Reads mappings. */
  SliceFetch mappings(Collection<UUID> ids) {
    take(trip.query(SliceQueries.MAPPINGS, ids), m -> m.fileId, Slice::put);
    return this;
  }

  /** Reads the live leases of whom mappings belong to. */
  SliceFetch leasesOfMappings(Collection<UUID> ids) {
    take(trip.query(SliceQueries.LEASES_OF_MAPPINGS, ids), l -> l.fileId, Slice::put);
    return this;
  }

  /** Reads pins, the leases that count them, and the processes and live leases of their holders. */
  SliceFetch pins(Collection<UUID> ids) {
    take(trip.query(SliceQueries.PINS, ids), p -> p.fileId, Slice::put);
    take(trip.query(SliceQueries.LEASES_COUNTING, ids), l -> l.fileId, Slice::put);
    take(trip.query(SliceQueries.LEASES_OF_PINS, ids), l -> l.fileId, Slice::put);
    return holders(
        TargetKind.PIN, ids, slice -> slice.pins.values().stream().map(p -> p.processId));
  }

  /** Reads leases, and the processes of their holders. */
  SliceFetch leases(Collection<UUID> ids) {
    take(trip.query(SliceQueries.LEASES, ids), l -> l.fileId, Slice::put);
    return holders(
        TargetKind.LEASE, ids, slice -> slice.leases.values().stream().map(l -> l.processId));
  }

  /** Reads the live leases of processes on files. */
  SliceFetch leasesOf(Set<FileProcess> fileProcesses) {
    take(SliceQueries.LEASES_OF.query(trip, fileProcesses), l -> l.fileId, Slice::put);
    return this;
  }

  /** Locks processes and files, and reads the live leases of the ones on the others. */
  SliceFetch ofProcesses(Set<FileProcess> fileProcesses) {
    return share(TargetKind.PROCESS, idsOf(fileProcesses, FileProcess::processId))
        .lock(TargetKind.FILE, idsOf(fileProcesses, FileProcess::fileId))
        .leasesOf(fileProcesses);
  }

  private static Set<UUID> idsOf(Set<FileProcess> pairs, Function<FileProcess, UUID> id) {
    return pairs.stream().map(id).collect(Collectors.toSet());
  }

  private SliceFetch holders(
      TargetKind by, Collection<UUID> ids, Function<Slice, Stream<UUID>> holdersIn) {
    Rows<ProcessEntity> rows = query(queries.processes, by, ids);
    taking.add(() -> {
      Map<UUID, ProcessEntity> known = byId(rows);
      slices
          .values()
          .forEach(s ->
              holdersIn
                  .apply(s)
                  .distinct()
                  .map(known::get)
                  .flatMap(Stream::ofNullable)
                  .forEach(s::put));
    });
    return this;
  }

  /** Takes the trip, with a look at the clock at its end. */
  Opened execute() {
    Supplier<Instant> clock = time.now(trip);
    travel();
    Instant now = clock.get();
    return new Opened(found(), byId(lockedProcesses), now);
  }

  /** Takes the trip for the sake of the files alone. */
  Map<UUID, Slice> slices() {
    travel();
    return found();
  }

  /** Takes the trip for the sake of the locked processes alone. */
  Map<UUID, ProcessEntity> processes() {
    travel();
    return byId(lockedProcesses);
  }

  private void travel() {
    try {
      trip.execute();
    } catch (RuntimeException e) {
      throw LockWaitTimeoutException.of(e);
    }
  }

  private Map<UUID, Slice> found() {
    var effective = policies.within(filesystems.all());
    files.all().forEach(f -> slices.put(f.id, new Slice(f, effective.apply(f))));
    put(operations, o -> o.fileId, Slice::put);
    taking.forEach(Runnable::run);
    return slices;
  }

  private <E> Rows<E> query(
      Map<TargetKind, IdQuery<E>> queries, TargetKind by, Collection<UUID> ids) {
    return trip.query(Objects.requireNonNull(queries.get(by)), ids);
  }

  private <E> void take(Rows<E> rows, Function<E, UUID> file, BiConsumer<Slice, E> put) {
    taking.add(() -> put(rows, file, put));
  }

  /** What was committed after the locks were taken may be of another file; it comes too late. */
  private <E> void put(Rows<E> rows, Function<E, UUID> file, BiConsumer<Slice, E> put) {
    for (E row : rows.all()) {
      Slice slice = slices.get(file.apply(row));
      if (slice != null) {
        put.accept(slice, row);
      }
    }
  }

  private static Map<UUID, ProcessEntity> byId(Rows<ProcessEntity> rows) {
    return rows.all().stream().collect(Collectors.toMap(p -> p.id, p -> p));
  }
}
