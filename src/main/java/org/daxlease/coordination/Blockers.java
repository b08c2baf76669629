package org.daxlease.coordination;

import java.util.ArrayList;
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

  private record Holder(UUID processId, @Nullable BreakEntity running, @Nullable UUID leaseId) {}

  private static final class Held {
    long count;
    final List<BlockerView.PinExtent> named = new ArrayList<>();
  }

  private final Map<UUID, BreakEntity> breaks;
  private final Map<Holder, Held> holders = new LinkedHashMap<>();

  private Blockers(Map<UUID, BreakEntity> breaks) {
    this.breaks = breaks;
  }

  /** From what a command has read. */
  static List<BlockerView> of(Slice slice, ByteRange range) {
    PinsInTheWay counted = slice.counted;
    PinsInTheWay pins =
        counted != null
            ? counted
            : PinsInTheWay.all(
                slice.pins.values().stream()
                    .filter(p -> p.node != null && p.overlaps(range) && mayBlock(slice, p))
                    .toList());
    return of(pins, slice.breaks, slice.processes);
  }

  /** On PAGE_CACHE only what an unbreakable lease covers is in anybody's way (rule 5). */
  private static boolean mayBlock(Slice slice, PinEntity pin) {
    if (slice.file.backing == Backing.DAX) {
      return true;
    }
    LeaseEntity lease = pin.leaseId == null ? null : slice.leases.get(pin.leaseId);
    return lease != null && lease.live != null && !lease.breakable;
  }

  static List<BlockerView> of(
      PinsInTheWay pins, Map<UUID, BreakEntity> breaks, Map<UUID, ProcessEntity> processes) {
    var blockers = new Blockers(breaks);
    pins.counts().forEach((group, count) -> blockers.held(group).count += count);
    for (PinEntity pin : pins.named()) {
      blockers
          .held(PinGroup.of(pin))
          .named
          .add(new BlockerView.PinExtent(pin.id, pin.rangeStart, pin.rangeEnd - pin.rangeStart));
    }
    return blockers.views(processes);
  }

  private Held held(PinGroup group) {
    BreakEntity running = group.breakId() == null ? null : breaks.get(group.breakId());
    // A break keeps the lease that it began with, wherever its pins have come to be counted.
    UUID leaseId = running == null ? group.leaseId() : running.leaseId;
    return holders.computeIfAbsent(
        new Holder(group.processId(), running, leaseId), _ -> new Held());
  }

  private List<BlockerView> views(Map<UUID, ProcessEntity> processes) {
    List<BlockerView> views = new ArrayList<>();
    holders.forEach((holder, held) -> {
      ProcessEntity process = Objects.requireNonNull(processes.get(holder.processId()));
      BreakEntity running = holder.running();
      views.add(
          new BlockerView(
              process.id,
              process.host,
              process.pid,
              holder.leaseId(),
              // Some of them may have been unpinned between the two queries.
              Math.max(held.count, held.named.size()),
              held.named,
              running == null ? null : running.stage,
              running == null ? null : running.deadline));
    });
    return views;
  }
}
