package org.daxlease.coordination;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.daxlease.protocol.BreakRules;
import org.daxlease.protocol.Change.Evidence;
import org.daxlease.protocol.DeliveryPath;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** Writes down that signals arrived, and lets deadlines count from there where policy says so. */
@Service
@RetryOnTransientFailure
class EvidenceService {

  private final SignalRepository signals;
  private final SliceLoader loader;
  private final UnitsOfWork units;
  private final TimeSource time;

  EvidenceService(
      SignalRepository signals, SliceLoader loader, UnitsOfWork units, TimeSource time) {
    this.signals = signals;
    this.loader = loader;
    this.units = units;
    this.time = time;
  }

  /**
   * A signal that arrived, by the position of its entry.
   *
   * @param to who has it; null for the process itself
   */
  record Arrived(long position, DeliveryPath path, @Nullable Caller to) {}

  /** Evidence that a deadline waits for. */
  record Awaited(UUID fileId, UUID breakId, DeliveryPath path, long position) {}

  /** Keeps the first evidence for each path; the answer is what deadlines wait for. */
  @Transactional
  public List<Awaited> record(Collection<Arrived> all) {
    Map<DeliveryPath, Set<Long>> byPath = new EnumMap<>(DeliveryPath.class);
    ofHolders(all)
        .forEach(a -> byPath.computeIfAbsent(a.path(), _ -> new TreeSet<>()).add(a.position()));
    signals.lock(byPath.values().stream().flatMap(Set::stream).toList());
    Instant now = time.now();
    byPath.forEach((path, positions) -> {
      switch (path) {
        case STREAM -> signals.streamed(positions, now);
        case WEBHOOK -> signals.takenByWebhook(positions, now);
        // The heartbeat itself has acknowledged them.
        case HEARTBEAT -> {}
      }
    });
    List<Awaited> awaited = new ArrayList<>();
    byPath.forEach((path, positions) ->
        signals
            .awaited(positions)
            .forEach(a -> awaited.add(new Awaited(a.fileId(), a.breakId(), path, a.position()))));
    return awaited;
  }

  private List<Arrived> ofHolders(Collection<Arrived> all) {
    Map<Long, SignalRepository.Holder> holders = new HashMap<>();
    signals
        .holders(all.stream().map(Arrived::position).toList())
        .forEach(holder -> holders.put(holder.position(), holder));
    return all.stream().filter(a -> isOfHolder(a, holders.get(a.position()))).toList();
  }

  private static boolean isOfHolder(Arrived arrived, SignalRepository.@Nullable Holder holder) {
    return holder != null
        && (arrived.to() == null || arrived.to().owns(holder.principal(), holder.host()));
  }

  /** Lets the deadline of a break count from now; late evidence of an earlier stage does not. */
  @Transactional
  public void startDeadline(Awaited awaited) {
    UUID fileId = awaited.fileId();
    Map<UUID, Slice> slices = loader.lock(fileId);
    Slice slice = ResourceLookup.row(slices, fileId);
    loader.breaks(slices, List.of(awaited.breakId()));
    boolean current = signals.last(awaited.breakId()) == awaited.position();
    if (!current || !slice.breaks.containsKey(awaited.breakId())) {
      return;
    }
    loader.processesOfRows(slice);
    UnitOfWork unit = units.begin(Caller.COORDINATOR, slices);
    var evidence = new Evidence(awaited.path(), Long.toString(awaited.position()));
    unit.take(
        fileId,
        BreakRules.delivered(slice.state(), awaited.breakId(), evidence, unit.now, unit.ids));
    units.finish(unit);
  }
}
