package org.daxlease.protocol;

import java.time.Instant;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Supplier;
import org.daxlease.protocol.Change.*;

/** Mappings: {@code mmap(2)} and {@code munmap(2)} (rule 1). */
public final class MappingRules {

  private MappingRules() {}

  /** A mapping to be made; it may reach beyond the end of file. */
  public record NewMapping(UUID processId, long offset, long length, Protection protection) {}

  public static Decision<Mapping> map(
      FileState before, NewMapping asked, Instant now, Supplier<UUID> ids) {
    var draft = new Draft(before, now, ids);
    int pageSize = draft.state.file().pageSize();
    Refusal refusal =
        Refusal.first(
            () -> draft.goneProcess(asked.processId()),
            () -> Ranges.check(asked.offset(), asked.length()),
            () -> Ranges.aligned(asked.offset(), asked.length(), pageSize));
    if (refusal != null) {
      return draft.refuse(refusal);
    }
    ByteRange range = ByteRange.of(asked.offset(), asked.length());
    var mapping =
        new Mapping(
            draft.newId(),
            asked.processId(),
            range,
            asked.protection(),
            range.end(),
            MappingState.MAPPED);
    draft.record(new MappingMapped(mapping));
    return draft.accept(mapping);
  }

  /** Unmaps; pins stay (rule 1). Again is fine, as it is for {@code munmap(2)}. */
  public static Decision<Mapping> unmap(
      FileState before, UUID mappingId, Instant now, Supplier<UUID> ids) {
    var draft = new Draft(before, now, ids);
    Mapping mapping = Objects.requireNonNull(draft.state.mapping(mappingId), "mapping not loaded");
    Refusal gone = draft.goneProcess(mapping.processId());
    if (gone != null) {
      return draft.refuse(gone);
    }
    if (mapping.isMapped()) {
      draft.record(new MappingUnmapped(mapping.unmapped(), EndReason.REQUEST));
    }
    return draft.accept(mapping);
  }
}
