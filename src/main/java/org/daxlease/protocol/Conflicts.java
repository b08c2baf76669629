package org.daxlease.protocol;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.daxlease.protocol.Operation.Extent;
import org.daxlease.protocol.Operation.Request;
import org.jspecify.annotations.Nullable;

/**
 * Who is in an operation's way ({@code leases_conflict()} of {@code fs/locks.c}).
 *
 * @param earlier an earlier unfinished operation overlaps
 * @param longterm LONGTERM pins overlap, and the file is such that they matter
 * @param shortPins SHORT pins overlap, and the file is such that they matter
 * @param leases the leases of those pins, with the number of pins in the way
 * @param unbreakableHolders the processes that hold unbreakable leases over such pins
 */
record Conflicts(
    boolean earlier,
    boolean longterm,
    boolean shortPins,
    Map<Lease, Integer> leases,
    Set<UUID> unbreakableHolders) {

  static Conflicts of(FileState state, Extent extent) {
    boolean earlier =
        extent.need().isExclusive()
            && state.operations().stream()
                .anyMatch(o -> o.isUnfinished() && o.affected().overlaps(extent.affected()));
    if (extent.need() != OperationCase.HARD) {
      return new Conflicts(earlier, false, false, Map.of(), Set.of());
    }
    List<Pin> pins = state.pinsOver(extent.affected()).toList();
    Map<Lease, Integer> leases = new LinkedHashMap<>();
    for (Pin pin : pins) {
      Lease lease = state.lease(pin.leaseId());
      if (lease != null && lease.isLive()) {
        leases.merge(lease, 1, Integer::sum);
      }
    }
    Set<UUID> unbreakable =
        leases.keySet().stream()
            .filter(l -> !l.breakable())
            .map(Lease::processId)
            .collect(Collectors.toSet());
    boolean dax = state.file().isDax();
    return new Conflicts(
        earlier,
        dax && pins.stream().anyMatch(Pin::isLongterm),
        dax && pins.stream().anyMatch(p -> !p.isLongterm()),
        dax || !unbreakable.isEmpty() ? leases : Map.of(),
        unbreakable);
  }

  boolean hasUnbreakable() {
    return !unbreakableHolders.isEmpty();
  }

  /** Rule 5: EDEADLK for the holder itself wins over ETXTBSY. */
  Refusal unbreakableRefusal(Request asked) {
    UUID requester = asked.wishes().requesterProcessId();
    return requester != null && unbreakableHolders.contains(requester)
        ? new Refusal.WouldDeadlock(requester)
        : new Refusal.TextBusy("An unbreakable lease covers pins in the range.");
  }

  /** Why the operation fails at once; null where it may wait or go on. */
  @Nullable Refusal refusal(Request asked) {
    if (hasUnbreakable()) {
      return unbreakableRefusal(asked);
    }
    return switch (asked.onConflict()) {
      case WAIT -> null;
      case NOWAIT ->
          earlier || longterm || shortPins
              ? new Refusal.WouldBlock(
                  "Somebody is in the way of the operation.", WaitEstimates.RETRY)
              : null;
      case FAIL -> {
        if (longterm) {
          yield new Refusal.TextBusy("Pinned pages are in the way of the operation.");
        }
        yield earlier
            ? new Refusal.Busy("An earlier operation on the range is not finished.")
            : null;
      }
    };
  }
}
