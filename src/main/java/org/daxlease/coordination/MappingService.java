package org.daxlease.coordination;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.daxlease.protocol.Decision;
import org.daxlease.protocol.Mapping;
import org.daxlease.protocol.MappingRules;
import org.daxlease.protocol.Refusal;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** Mappings: {@code mmap(2)} and {@code munmap(2)}. */
@Service
@RetryOnTransientFailure
public class MappingService {

  private final SliceLoader loader;
  private final UnitsOfWork units;

  MappingService(SliceLoader loader, UnitsOfWork units) {
    this.loader = loader;
    this.units = units;
  }

  /** Maps files into processes; a mapping is no reference to any page yet. */
  @Transactional
  public List<Outcome<MappingView>> map(List<CallerCommand<MapFile>> asked) {
    SliceFetch.Opened opened =
        loader
            .open()
            .share(
                TargetKind.PROCESS,
                asked.stream().map(a -> a.command().processId()).collect(Collectors.toSet()))
            .lock(
                TargetKind.FILE,
                asked.stream().map(a -> a.command().fileId()).collect(Collectors.toSet()))
            .execute();
    Map<UUID, ProcessEntity> processes = opened.processes();
    for (CallerCommand<MapFile> each : asked) {
      Slice slice = opened.slices().get(each.command().fileId());
      ProcessEntity process = processes.get(each.command().processId());
      if (slice != null && process != null) {
        slice.put(process);
      }
    }
    UnitOfWork unit = units.begin(opened);
    return units.finishAll(unit, unit.forEach(asked, each -> map(unit, processes.values(), each)));
  }

  private Supplier<Outcome<MappingView>> map(
      UnitOfWork unit, Collection<ProcessEntity> processes, MapFile asked) {
    Refusal refusal = ResourceLookup.unusable(unit.caller(), processes, asked.processId());
    if (refusal != null) {
      return () -> Outcome.refused(refusal);
    }
    Slice slice = unit.slices.get(asked.fileId());
    if (slice == null || slice.file.removed) {
      return () -> Outcome.refused(ResourceLookup.noFile("fileId", asked.fileId()));
    }
    var mapping =
        new MappingRules.NewMapping(
            asked.processId(), asked.offset(), asked.length(), asked.protection());
    Decision<Mapping> decision =
        unit.take(asked.fileId(), MappingRules.map(slice.state(), mapping, unit.now, unit.ids));
    return () ->
        UnitsOfWork.outcome(
            decision, true, m -> MappingView.of(ResourceLookup.row(slice.mappings, m.id())));
  }

  /** Unmaps; pins stay. */
  @Transactional
  public Outcome<MappingView> unmap(Caller caller, UUID mappingId) {
    Map<UUID, Slice> slices =
        loader
            .open()
            .lock(TargetKind.MAPPING, Set.of(mappingId))
            .mappings(Set.of(mappingId))
            .slices();
    Slice slice = slices.values().stream().findFirst().orElse(null);
    MappingEntity mapping = slice == null ? null : slice.mappings.get(mappingId);
    if (slice == null || mapping == null) {
      return Outcome.refused(ResourceLookup.unknown(caller, "id", "mapping", mappingId));
    }
    loader.processesOfRows(slice);
    Refusal refusal = caller.refusal(slice.processes.get(mapping.processId), "mapping", mappingId);
    if (refusal != null) {
      return Outcome.refused(refusal);
    }
    UnitOfWork unit = units.begin(caller, slices);
    Decision<Mapping> decision =
        unit.take(slice.fileId(), MappingRules.unmap(slice.state(), mappingId, unit.now, unit.ids));
    units.finish(unit);
    return UnitsOfWork.outcome(
        decision, false, m -> MappingView.of(ResourceLookup.row(slice.mappings, m.id())));
  }
}
