package org.daxlease.coordination;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.daxlease.protocol.ProcessState;
import org.daxlease.protocol.Refusal;
import org.daxlease.sql.RoundTrips;
import org.jspecify.annotations.Nullable;
import org.springframework.data.jpa.domain.Specification;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** Reads processes, and single things by their ids. */
@Service
@RetryOnTransientFailure
@Transactional(readOnly = true)
public class ResourceQueries {

  private static final Comparator<PinEntity> BY_RANGE =
      Comparator.comparingLong((PinEntity p) -> p.rangeStart).thenComparing(p -> p.id);

  private final Repositories rows;
  private final RoundTrips trips;
  private final LeaseViews leaseViews;
  private final OperationViews operationViews;
  private final TimeSource time;

  ResourceQueries(
      Repositories rows,
      RoundTrips trips,
      LeaseViews leaseViews,
      OperationViews operationViews,
      TimeSource time) {
    this.rows = rows;
    this.trips = trips;
    this.leaseViews = leaseViews;
    this.operationViews = operationViews;
    this.time = time;
  }

  public Outcome<ProcessView> process(Caller caller, UUID id) {
    return visible(caller, id).map(ProcessView::of);
  }

  private Outcome<ProcessEntity> visible(Caller caller, UUID id) {
    Optional<ProcessEntity> found = rows.processes().findById(id).filter(caller::maySee);
    return outcome(found, caller.maySeeProcesses(), "process", id);
  }

  /** Whether a caller may look at a process, there or not. */
  public boolean maySeeProcess(Caller caller, UUID id) {
    return caller.maySeeProcesses()
        || rows.processes().findById(id).filter(caller::maySee).isPresent();
  }

  /** The processes that a caller may see, in these states, of a host or for null of any. */
  public List<ProcessView> processes(
      Caller caller, @Nullable String host, Collection<ProcessState> states, KeysetWindow window) {
    Specification<ProcessEntity> wanted =
        KeysetWindow.<ProcessEntity>where("host", host)
            .and(KeysetWindow.in("state", states))
            .and(VisibilityFilter.processes(caller));
    return window.of(rows.processes(), wanted).stream().map(ProcessView::of).toList();
  }

  public Outcome<MappingView> mapping(Caller caller, UUID id) {
    Optional<MappingEntity> found = rows.mappings().findById(id);
    return holding(caller, found, m -> m.processId, "mapping", id).map(MappingView::of);
  }

  public Outcome<LeaseView> lease(Caller caller, UUID id) {
    Optional<LeaseEntity> found = rows.leases().findById(id);
    return holding(caller, found, l -> l.processId, "lease", id).map(leaseViews::of);
  }

  public Outcome<PinView> pin(Caller caller, UUID id) {
    Optional<PinEntity> found = rows.pins().findById(id);
    return holding(caller, found, p -> p.processId, "pin", id).map(PinView::of);
  }

  private <E> Outcome<E> holding(
      Caller caller, Optional<E> found, Function<E, UUID> process, String what, UUID id) {
    boolean all = caller.maySeeHoldings();
    return outcome(
        found.filter(row -> all || maySeeProcess(caller, process.apply(row))), all, what, id);
  }

  /** Who may see all of a kind hears that there is none; the others, that they have none. */
  private static <E> Outcome<E> outcome(Optional<E> seen, boolean all, String what, UUID id) {
    return seen.map(Outcome::done)
        .orElseGet(() ->
            Outcome.refused(
                all
                    ? new Refusal.NotFound("id", what, id.toString())
                    : new Refusal.NotYours(what, id.toString())));
  }

  public Optional<OperationView> operation(UUID id) {
    return rows.operations().findById(id).map(operationViews::of);
  }

  public Outcome<BreakDetails> leaseBreak(Caller caller, UUID id) {
    Optional<BreakEntity> found = rows.breaks().findById(id);
    return holding(caller, found, b -> b.processId, "break", id).map(operationViews::of);
  }

  /** Like {@code /proc/<pid>/file_pins}: what a process has pinned, file by file. */
  public Outcome<List<FilePins>> filePins(Caller caller, UUID processId, KeysetWindow window) {
    return visible(caller, processId).map(process -> filePins(process.id, window));
  }

  private List<FilePins> filePins(UUID processId, KeysetWindow window) {
    List<UUID> page = rows.pins().filesOf(processId, window.afterOrFirst(), window.limit());
    Map<UUID, FileEntity> files =
        rows.files().findAllById(page).stream().collect(Collectors.toMap(f -> f.id, f -> f));
    List<FileProcess> fileProcesses =
        page.stream().map(f -> new FileProcess(f, processId)).toList();
    List<PinEntity> pins = trips.read(t -> SliceQueries.PINS_OF.query(t, fileProcesses));
    Instant now = time.now();
    Map<UUID, List<FilePins.Held>> held = new LinkedHashMap<>();
    for (PinEntity pin : pins.stream().sorted(BY_RANGE).toList()) {
      held.computeIfAbsent(pin.fileId, _ -> new ArrayList<>()).add(held(pin, now));
    }
    List<FilePins> all = new ArrayList<>();
    for (UUID fileId : page) {
      FileEntity file = ResourceLookup.row(files, fileId);
      // Its last pin may be gone by now, but the end of the page is told by how many there are.
      all.add(
          new FilePins(fileId, file.filesystem, file.path, held.getOrDefault(fileId, List.of())));
    }
    return all;
  }

  private static FilePins.Held held(PinEntity pin, Instant now) {
    return new FilePins.Held(
        pin.id,
        pin.rangeStart,
        pin.rangeEnd - pin.rangeStart,
        pin.access,
        pin.term,
        pin.leaseId,
        pin.detached,
        pin.pinnedAt,
        Math.max(0, Duration.between(pin.pinnedAt, now).toSeconds()));
  }
}
