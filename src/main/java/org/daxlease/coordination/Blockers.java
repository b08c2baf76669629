package org.daxlease.coordination;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.daxlease.protocol.Backing;
import org.daxlease.protocol.ByteRange;
import org.jspecify.annotations.Nullable;

/** Who blocks what, and until when: live pins, gathered by process and break. */
final class Blockers {

  private Blockers() {}

  /** From what a command has read. */
  static List<BlockerView> of(Slice slice, ByteRange range) {
    List<PinEntity> pins =
        slice.pins.values().stream()
            .filter(
                p -> p.node != null && p.overlaps(range) && mayBlock(slice.file, p, slice.leases))
            .toList();
    return of(pins, slice.breaks, slice.processes);
  }

  /** On PAGE_CACHE only what an unbreakable lease covers is in anybody's way (rule 5). */
  static boolean mayBlock(FileEntity file, PinEntity pin, Map<UUID, LeaseEntity> leases) {
    if (file.backing == Backing.DAX) {
      return true;
    }
    LeaseEntity lease = pin.leaseId == null ? null : leases.get(pin.leaseId);
    return lease != null && lease.live != null && !lease.breakable;
  }

  static List<BlockerView> of(
      Collection<PinEntity> pins,
      Map<UUID, BreakEntity> breaks,
      Map<UUID, ProcessEntity> processes) {
    record Holder(UUID processId, @Nullable BreakEntity running, @Nullable UUID leaseId) {}
    Map<Holder, List<BlockerView.PinExtent>> holders = new LinkedHashMap<>();
    for (PinEntity pin : pins) {
      BreakEntity running = pin.breakId == null ? null : breaks.get(pin.breakId);
      // A break keeps the lease that it began with, wherever its pins have come to be counted.
      UUID leaseId = running == null ? pin.leaseId : running.leaseId;
      holders
          .computeIfAbsent(new Holder(pin.processId, running, leaseId), _ -> new ArrayList<>())
          .add(new BlockerView.PinExtent(pin.id, pin.rangeStart, pin.rangeEnd - pin.rangeStart));
    }
    List<BlockerView> blockers = new ArrayList<>();
    holders.forEach((holder, extents) -> {
      ProcessEntity process = Objects.requireNonNull(processes.get(holder.processId()));
      BreakEntity running = holder.running();
      blockers.add(
          new BlockerView(
              process.id,
              process.host,
              process.pid,
              holder.leaseId(),
              extents,
              running == null ? null : running.stage,
              running == null ? null : running.deadline));
    });
    return blockers;
  }
}
