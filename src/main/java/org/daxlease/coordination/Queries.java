package org.daxlease.coordination;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import org.daxlease.protocol.PinState;
import org.daxlease.protocol.ProcessState;
import org.jspecify.annotations.Nullable;
import org.springframework.data.domain.Sort;
import org.springframework.data.jpa.domain.Specification;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** Reads processes, and single things by their ids. */
@Service
@Retried
@Transactional(readOnly = true)
public class Queries {

  private final Repositories rows;
  private final LeaseViews leaseViews;
  private final OperationViews operationViews;
  private final TimeSource time;

  Queries(
      Repositories rows, LeaseViews leaseViews, OperationViews operationViews, TimeSource time) {
    this.rows = rows;
    this.leaseViews = leaseViews;
    this.operationViews = operationViews;
    this.time = time;
  }

  public Optional<ProcessView> process(UUID id) {
    return rows.processes().findById(id).map(ProcessView::of);
  }

  /** Processes in these states, of a host or for null of any. */
  public List<ProcessView> processes(
      @Nullable String host, Collection<ProcessState> states, Window window) {
    Specification<ProcessEntity> wanted =
        Window.<ProcessEntity>where("host", host).and(Window.in("state", states));
    return window.of(rows.processes(), wanted).stream().map(ProcessView::of).toList();
  }

  public Optional<MappingView> mapping(UUID id) {
    return rows.mappings().findById(id).map(MappingView::of);
  }

  public Optional<LeaseView> lease(UUID id) {
    return rows.leases().findById(id).map(leaseViews::of);
  }

  public Optional<PinView> pin(UUID id) {
    return rows.pins().findById(id).map(PinView::of);
  }

  public Optional<OperationView> operation(UUID id) {
    return rows.operations().findById(id).map(operationViews::of);
  }

  public Optional<BreakDetails> leaseBreak(UUID id) {
    return rows.breaks().findById(id).map(operationViews::of);
  }

  /** Like {@code /proc/<pid>/file_pins}: what a process has pinned, file by file. */
  public Optional<List<FilePins>> filePins(UUID processId) {
    if (!rows.processes().existsById(processId)) {
      return Optional.empty();
    }
    Specification<PinEntity> live =
        Window.<PinEntity>where("processId", processId).and(Window.where("state", PinState.PINNED));
    List<PinEntity> pins = rows.pins().findAll(live, Sort.by("fileId", "rangeStart", "id"));
    Map<UUID, FileEntity> files =
        rows
            .files()
            .findAllById(pins.stream().map(p -> p.fileId).collect(Collectors.toSet()))
            .stream()
            .collect(Collectors.toMap(f -> f.id, f -> f));
    Instant now = time.now();
    Map<UUID, List<FilePins.Held>> held = new LinkedHashMap<>();
    for (PinEntity pin : pins) {
      held.computeIfAbsent(pin.fileId, _ -> new ArrayList<>()).add(held(pin, now));
    }
    List<FilePins> all = new ArrayList<>();
    held.forEach((fileId, its) -> {
      FileEntity file = Things.row(files, fileId);
      all.add(new FilePins(fileId, file.filesystem, file.path, its));
    });
    return Optional.of(all);
  }

  private static FilePins.Held held(PinEntity pin, Instant now) {
    return new FilePins.Held(
        pin.id,
        pin.rangeStart,
        pin.rangeEnd - pin.rangeStart,
        pin.access,
        pin.term,
        pin.leaseId,
        pin.pinnedAt,
        Math.max(0, Duration.between(pin.pinnedAt, now).toSeconds()));
  }
}
