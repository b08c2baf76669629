package org.daxlease.coordination;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.daxlease.protocol.Backing;
import org.daxlease.protocol.ByteRange;
import org.daxlease.protocol.OperationKind;
import org.daxlease.protocol.OperationState;
import org.daxlease.protocol.Term;
import org.daxlease.sql.RoundTrips;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Shows operations, with who is in their way and the breaks they wait for. */
@Component
class OperationViews {

  private final Repositories rows;
  private final SignalRepository signals;
  private final GrantEstimates grantEstimates;
  private final OperationPins operationPins;
  private final RoundTrips trips;

  OperationViews(
      Repositories rows,
      SignalRepository signals,
      GrantEstimates grantEstimates,
      OperationPins operationPins,
      RoundTrips trips) {
    this.rows = rows;
    this.signals = signals;
    this.grantEstimates = grantEstimates;
    this.operationPins = operationPins;
    this.trips = trips;
  }

  List<BlockerView> blockers(Slice slice, UUID operationId) {
    return Blockers.of(slice, ResourceLookup.row(slice.operations, operationId).affected());
  }

  OperationView of(OperationEntity row) {
    List<BreakEntity> breaks = rows.breaks().ofOperation(row.id);
    boolean dax = !(blocks(row) || bounces(row)) || backing(row.fileId) == Backing.DAX;
    List<BlockerView> blockers = blocks(row) && dax ? blockers(row, breaks) : List.of();
    Instant estimate = grantEstimates.of(List.of(row)).grants().get(row.id);
    var reached = reached(row, bounce(row, dax), estimate);
    return show(row, reached, blockers, breaks(breaks, signalsOf(List.of(row.id))));
  }

  /** One that was just asked for: whoever did so has read all that there is to be shown of it. */
  OperationView requested(Slice slice, UUID operationId, Instant now) {
    OperationEntity row = ResourceLookup.row(slice.operations, operationId);
    List<BreakEntity> breaks =
        slice.state().breaks().stream()
            .filter(b -> b.operations().contains(operationId))
            .map(b -> ResourceLookup.row(slice.breaks, b.id()))
            .sorted(Comparator.comparing((BreakEntity b) -> b.begunAt).thenComparing(b -> b.id))
            .toList();
    List<UUID> joined =
        breaks.stream().map(b -> b.id).filter(b -> slice.before.leaseBreak(b) != null).toList();
    Instant estimate = GrantEstimates.of(slice, operationId, now).orElse(null);
    return show(
        row,
        reached(row, bounce(row, slice.file.backing == Backing.DAX), estimate),
        blocks(row) ? Blockers.of(slice, row.affected()) : List.of(),
        breaks(breaks, joined.isEmpty() ? Map.of() : byBreak(signals.ofBreaks(joined))));
  }

  /** Whether pins can be in its way. */
  private static boolean blocks(OperationEntity row) {
    // NOWAIT is refused and keeps its breaks: come back when they have ended.
    boolean owns = row.state == OperationState.REFUSED && row.breaks > 0;
    return (row.state.isWaiting() || owns) && row.fact().isHard();
  }

  /** Whether it tells which of the pages that it writes back are pinned. */
  private static boolean bounces(OperationEntity row) {
    return row.kind == OperationKind.WRITEBACK
        && (row.state == OperationState.GRANTED || row.state == OperationState.COMPLETED);
  }

  private @Nullable List<OperationView.Bounce> bounce(OperationEntity row, boolean dax) {
    return bounces(row) ? (dax ? List.of() : bounce(row)) : null;
  }

  /** Adds the signals that a unit of work sent, whose ids it has only now. */
  static OperationView withSignals(OperationView shown, UnitOfWork unit) {
    Map<UUID, List<OperationView.SignalView>> sent = new HashMap<>();
    for (UnitOfWork.Sent each : unit.sent) {
      UUID breakId = each.signal().to().breakId();
      if (breakId != null) {
        sent.computeIfAbsent(breakId, _ -> new ArrayList<>())
            .add(
                new OperationView.SignalView(
                    each.signal().kind(), unit.now, Long.toString(each.position()), List.of()));
      }
    }
    return sent.isEmpty() ? shown : shown.withSignals(sent);
  }

  /** The page of a list, in a few queries for all of it. */
  List<OperationView> of(List<OperationEntity> page) {
    List<UUID> ids = page.stream().map(o -> o.id).toList();
    Map<UUID, List<BreakEntity>> breaks = new HashMap<>();
    rows.breaks()
        .ofOperations(ids)
        .forEach(b -> breaks.computeIfAbsent(b.operationId(), _ -> new ArrayList<>()).add(b.row()));
    Map<UUID, BreakEntity> running = new HashMap<>();
    breaks
        .values()
        .forEach(l -> l.stream().filter(b -> b.running).forEach(b -> running.put(b.id, b)));
    GrantEstimates.Seen seen = grantEstimates.of(page);
    Map<UUID, PinsInTheWay> pins =
        operationPins.of(
            page.stream().filter(OperationViews::blocks).toList(),
            running.keySet(),
            seen.shortPins());
    Map<UUID, ProcessEntity> processes =
        processesOf(
            pins.values().stream()
                .flatMap(p -> p.processIds().stream())
                .collect(Collectors.toSet()));
    Map<UUID, List<OperationView.SignalView>> sent = breaks.isEmpty() ? Map.of() : signalsOf(ids);
    return page.stream()
        .map(row -> {
          List<BreakEntity> its = breaks.getOrDefault(row.id, List.of());
          return show(
              row,
              reached(row, null, seen.grants().get(row.id)),
              pins.containsKey(row.id)
                  ? Blockers.of(pins.get(row.id), running, processes)
                  : List.of(),
              breaks(its, sent));
        })
        .toList();
  }

  private Backing backing(UUID fileId) {
    return rows.files().findById(fileId).orElseThrow().backing;
  }

  private List<BlockerView> blockers(OperationEntity row, List<BreakEntity> breaks) {
    PinsInTheWay pins = rows.overlappingPins().countOnDax(row.fileId, row.affected());
    Map<UUID, BreakEntity> byId = breaks.stream().collect(Collectors.toMap(b -> b.id, b -> b));
    return Blockers.of(pins, byId, processesOf(pins.processIds()));
  }

  Map<UUID, ProcessEntity> processesOf(Set<UUID> ids) {
    Map<UUID, ProcessEntity> found = new HashMap<>();
    trips.read(t -> t.query(SliceQueries.PROCESSES, ids)).forEach(p -> found.put(p.id, p));
    return found;
  }

  private List<OperationView.Bounce> bounce(OperationEntity row) {
    ByteRange affected = row.affected();
    return rows.overlappingPins().read(row.fileId, affected).stream()
        .filter(p -> p.term == Term.LONGTERM)
        .map(p -> {
          long start = Math.max(p.rangeStart, affected.start());
          long end = Math.min(p.rangeEnd, affected.end());
          return new OperationView.Bounce(start, end - start, p.id);
        })
        .toList();
  }

  private static OperationView show(
      OperationEntity row,
      OperationView.Reached reached,
      List<BlockerView> blockers,
      List<OperationView.BreakView> breaks) {
    return new OperationView(
        row.id,
        row.fileId,
        row.state,
        row.version == null ? 0 : row.version,
        row.kind,
        RangeView.of(row.affected()),
        new OperationView.RequestView(
            row.newSize,
            row.rangeOffset,
            row.rangeLength,
            row.onConflict,
            row.autoComplete,
            row.requester,
            row.requesterProcessId,
            row.reason,
            row.principal,
            row.requestedAt),
        reached,
        blockers,
        breaks);
  }

  private static OperationView.Reached reached(
      OperationEntity row,
      @Nullable List<OperationView.Bounce> bounce,
      @Nullable Instant estimate) {
    return new OperationView.Reached(
        row.token,
        row.grantExpiresAt,
        row.confirmed,
        row.state == OperationState.REFUSED ? row.endReason : null,
        row.state == OperationState.CANCELLED ? row.endReason : null,
        bounce,
        row.grantedAt,
        row.endedAt,
        estimate,
        row.waitUntil,
        row.reopensAt);
  }

  /** A break by itself. */
  BreakDetails of(BreakEntity row) {
    return new BreakDetails(
        row.id,
        row.fileId,
        row.processId,
        row.leaseId,
        row.leaseId == null ? null : row.epoch,
        row.stage,
        row.deadline,
        row.pins,
        row.outcome,
        signals.findByBreakIdOrderByPosition(row.id).stream().map(SignalEntity::view).toList());
  }

  private Map<UUID, List<OperationView.SignalView>> signalsOf(List<UUID> operationIds) {
    return byBreak(signals.ofOperations(operationIds));
  }

  private static Map<UUID, List<OperationView.SignalView>> byBreak(List<SignalEntity> signals) {
    Map<UUID, List<OperationView.SignalView>> sent = new HashMap<>();
    for (SignalEntity each : signals) {
      sent.computeIfAbsent(each.breakId, _ -> new ArrayList<>()).add(each.view());
    }
    return sent;
  }

  private static List<OperationView.BreakView> breaks(
      List<BreakEntity> breaks, Map<UUID, List<OperationView.SignalView>> sent) {
    return breaks.stream()
        .map(b ->
            new OperationView.BreakView(
                b.id,
                b.processId,
                b.leaseId,
                b.stage,
                b.deadline,
                b.outcome,
                sent.getOrDefault(b.id, List.of())))
        .toList();
  }
}
