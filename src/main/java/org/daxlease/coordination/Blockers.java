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

  /** From what a command has read; on PAGE_CACHE nothing blocks. */
  static List<BlockerView> of(Slice slice, ByteRange range) {
    if (slice.file.backing == Backing.PAGE_CACHE) {
      return List.of();
    }
    List<PinEntity> pins =
        slice.pins.values().stream().filter(p -> p.node != null && p.overlaps(range)).toList();
    return of(pins, slice.breaks, slice.processes);
  }

  static List<BlockerView> of(
      Collection<PinEntity> pins,
      Map<UUID, BreakEntity> breaks,
      Map<UUID, ProcessEntity> processes) {
    record Party(UUID processId, @Nullable BreakEntity running, @Nullable UUID leaseId) {}
    Map<Party, List<BlockerView.PinExtent>> parties = new LinkedHashMap<>();
    for (PinEntity pin : pins) {
      BreakEntity running = pin.breakId == null ? null : breaks.get(pin.breakId);
      // A break keeps the lease that it began with, wherever its pins have come to be counted.
      UUID leaseId = running == null ? pin.leaseId : running.leaseId;
      parties
          .computeIfAbsent(new Party(pin.processId, running, leaseId), _ -> new ArrayList<>())
          .add(new BlockerView.PinExtent(pin.id, pin.rangeStart, pin.rangeEnd - pin.rangeStart));
    }
    List<BlockerView> blockers = new ArrayList<>();
    parties.forEach((party, extents) -> {
      ProcessEntity process = Objects.requireNonNull(processes.get(party.processId()));
      BreakEntity running = party.running();
      blockers.add(
          new BlockerView(
              process.id,
              process.host,
              process.pid,
              party.leaseId(),
              extents,
              running == null ? null : running.stage,
              running == null ? null : running.deadline));
    });
    return blockers;
  }
}
