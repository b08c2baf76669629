package org.daxlease.coordination;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.daxlease.protocol.ProcessState;
import org.daxlease.protocol.Refusal;
import org.jspecify.annotations.Nullable;
import org.springframework.data.jpa.domain.Specification;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** Reads processes, and single things by their ids. */
@Service
@RetryOnTransientFailure
@Transactional(readOnly = true)
public class ResourceQueries {

  private final Repositories rows;
  private final LeaseViews leaseViews;
  private final OperationViews operationViews;
  private final ProcessPins processPins;

  ResourceQueries(
      Repositories rows,
      LeaseViews leaseViews,
      OperationViews operationViews,
      ProcessPins processPins) {
    this.rows = rows;
    this.leaseViews = leaseViews;
    this.operationViews = operationViews;
    this.processPins = processPins;
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
    return Outcome.of(
        seen,
        () ->
            all
                ? new Refusal.NotFound("id", what, id.toString())
                : new Refusal.NotYours(what, id.toString()));
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
    return visible(caller, processId).map(process -> processPins.of(process.id, window));
  }
}
