package org.daxlease.coordination;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.daxlease.protocol.Decision;
import org.daxlease.protocol.FileState;
import org.daxlease.protocol.Pin;
import org.daxlease.protocol.PinRules;
import org.daxlease.protocol.Refusal;
import org.daxlease.protocol.Term;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** Pins: {@code pin_user_pages()} and {@code unpin_user_pages()}. */
@Service
@RetryOnTransientFailure
public class PinService {

  private final Repositories rows;
  private final SliceLoader loader;
  private final KnownMappings known;
  private final UnitsOfWork units;

  PinService(Repositories rows, SliceLoader loader, KnownMappings known, UnitsOfWork units) {
    this.rows = rows;
    this.loader = loader;
    this.known = known;
    this.units = units;
  }

  /** Pins pages; one answer per item, in order, none failing for another. */
  @Transactional
  public List<Outcome<PinView>> pin(List<CallerCommand<PinPages>> asked) {
    SliceFetch.Opened opened =
        open(asked.stream().map(a -> a.command().mappingId()).collect(Collectors.toSet()))
            .execute();
    Map<UUID, Slice> slices = opened.slices();
    Map<UUID, MappingEntity> mappings = new HashMap<>();
    for (Slice slice : slices.values()) {
      for (MappingEntity m : slice.mappings.values()) {
        ProcessEntity process = opened.processes().get(m.processId);
        // Without, the mapping was made after the processes had been locked: too late.
        if (process != null) {
          mappings.put(m.id, m);
          slice.put(process);
        }
      }
    }
    known.add(mappings.values());
    Set<FileProcess> toLease = toLease(slices, mappings, asked);
    if (!toLease.isEmpty()) {
      loader.pins(SliceQueries.UNCOUNTED_PINS_OF, slices, toLease);
      slices.values().forEach(loader::leasesOfPins);
    }
    var allowance = PinAllowance.of(rows.quotas(), opened.processes().values());
    UnitOfWork unit = units.begin(opened);
    return units.finishAll(
        unit,
        unit.forEach(asked, each -> pin(unit, mappings.get(each.mappingId()), each, allowance)));
  }

  private SliceFetch open(Set<UUID> mappings) {
    SliceFetch fetch = loader.open();
    return known
        .of(mappings)
        .map(fetch::ofProcesses)
        .orElseGet(() ->
            fetch
                .share(TargetKind.MAPPING, mappings)
                .lock(TargetKind.MAPPING, mappings)
                .leasesOfMappings(mappings))
        .mappings(mappings);
  }

  /** The processes that a pin may give or widen a lease, which then counts their other pins too. */
  private static Set<FileProcess> toLease(
      Map<UUID, Slice> slices,
      Map<UUID, MappingEntity> mappings,
      List<CallerCommand<PinPages>> asked) {
    Set<FileProcess> toLease = new HashSet<>();
    for (CallerCommand<PinPages> each : asked) {
      MappingEntity mapping = mappings.get(each.command().mappingId());
      if (mapping != null
          && leasesFor(ResourceLookup.row(slices, mapping.fileId), mapping, each.command())) {
        toLease.add(mapping.fileProcess());
      }
    }
    return toLease;
  }

  private static boolean leasesFor(Slice slice, MappingEntity mapping, PinPages asked) {
    return PinAllowance.mayLease(slice, asked.use().term())
        && !PinRules.isLeased(slice.before, mapping.processId, asked.offset(), asked.length());
  }

  private Supplier<Outcome<PinView>> pin(
      UnitOfWork unit, @Nullable MappingEntity mapping, PinPages asked, PinAllowance allowance) {
    if (mapping == null) {
      Refusal unknown = noMapping(unit.caller(), asked.mappingId());
      return () -> Outcome.refused(unknown);
    }
    Slice slice = unit.slice(mapping.fileId);
    ProcessEntity process = ResourceLookup.row(slice.processes, mapping.processId);
    Term term = asked.use().term();
    var range = new PinRules.ByteRangeRequest(asked.offset(), asked.length());
    Refusal refusal =
        Refusal.first(
            () -> unit.caller().refusal(process, "mapping", asked.mappingId()),
            () -> process.fact().isRunning() ? allowance.refusal(slice, process, term) : null,
            () -> widening(unit.caller(), slice, process, term, range));
    if (refusal != null) {
      return () -> Outcome.refused(refusal);
    }
    var pin =
        new PinRules.NewPin(
            new Pin.Place(mapping.processId, mapping.id),
            asked.offset(),
            asked.length(),
            asked.use());
    boolean withLease = PinAllowance.beginsLease(slice, process, term);
    Decision<Pin> decision =
        unit.take(mapping.fileId, PinRules.pin(slice.state(), pin, unit.now, unit.ids));
    if (decision instanceof Decision.Accepted) {
      allowance.use(process, withLease);
    }
    return answer(slice, decision, true);
  }

  /** A pin must not widen an unbreakable lease for a caller who may not ask for one. */
  private static @Nullable Refusal widening(
      Caller caller,
      Slice slice,
      ProcessEntity process,
      Term term,
      PinRules.ByteRangeRequest range) {
    boolean unbreakable =
        PinAllowance.mayLease(slice, term)
            && PinRules.tooNarrow(slice.state(), process.id, range)
                .filter(lease -> !lease.breakable())
                .isPresent();
    return unbreakable && !caller.authority().mayHoldUnbreakable()
        ? new Refusal.NotPermitted(
            "offset",
            "It would widen an unbreakable lease, which takes the role holder-unbreakable.")
        : null;
  }

  /** Gives pins up. Again: EAGAIN. */
  @Transactional
  public List<Outcome<PinView>> unpin(List<CallerCommand<UUID>> pinIds) {
    return onPins(pinIds, (state, id, unit) -> PinRules.unpin(state, id, unit.now, unit.ids));
  }

  /** Keeps only a part of a pin. */
  @Transactional
  public Outcome<PinView> trim(Caller caller, UUID pinId, PinRules.ByteRangeRequest part) {
    return onPins(
            CallerCommand.by(caller, List.of(pinId)),
            (state, id, unit) -> PinRules.trim(state, id, part, unit.now, unit.ids))
        .getFirst();
  }

  /** Hands a pin over to another process and its mapping of the same file. */
  @Transactional
  public Outcome<PinView> transfer(Caller caller, UUID pinId, Pin.Place to) {
    Map<UUID, ProcessEntity> receiver = loader.share(TargetKind.PROCESS, Set.of(to.processId()));
    Set<UUID> pin = Set.of(pinId);
    Map<UUID, Slice> slices = loader.open().lock(TargetKind.PIN, pin).pins(pin).slices();
    Slice slice = slices.values().stream().findFirst().orElse(null);
    if (slice == null || !slice.pins.containsKey(pinId)) {
      return Outcome.refused(noPin(caller, pinId));
    }
    receiver.values().forEach(slice::put);
    MappingEntity mapping = loader.mapping(to.mappingId());
    Refusal refusal = notOwn(caller, slice, pinId, to, mapping);
    return refusal != null ? Outcome.refused(refusal) : handOver(caller, slice, pinId, to, mapping);
  }

  private Outcome<PinView> handOver(
      Caller caller, Slice slice, UUID pinId, Pin.Place to, @Nullable MappingEntity mapping) {
    UUID fileId = slice.fileId();
    Map<UUID, Slice> slices = Map.of(fileId, slice);
    Set<FileProcess> receiving = Set.of(new FileProcess(fileId, to.processId()));
    loader.leases(slices, receiving);
    loader.pins(SliceQueries.UNCOUNTED_PINS_OF, slices, receiving);
    loader.leasesOfPins(slice);
    ProcessEntity receiver = slice.processes.get(to.processId());
    var allowance =
        PinAllowance.of(rows.quotas(), receiver == null ? List.of() : List.of(receiver));
    Refusal refusal = tooMuch(caller, slice, pinId, to, allowance);
    if (refusal != null) {
      return Outcome.refused(refusal);
    }
    if (mapping != null && mapping.fileId.equals(fileId)) {
      slice.put(mapping);
    }
    UnitOfWork unit = units.begin(caller, slices);
    Decision<Pin> decision =
        unit.take(fileId, PinRules.transfer(slice.state(), pinId, to, unit.now, unit.ids));
    if (!slice.mappings.containsKey(to.mappingId()) && !isGone(decision)) {
      return Outcome.refused(
          mapping == null
              ? noMapping(caller, to.mappingId())
              : new Refusal.BadAddress("The mapping is one of another file."));
    }
    return units.finish(unit, answer(slice, decision, false));
  }

  /** A pin passes between processes of the caller, into a mapping of the caller (rule 18). */
  private @Nullable Refusal notOwn(
      Caller caller, Slice slice, UUID pinId, Pin.Place to, @Nullable MappingEntity mapping) {
    Refusal refusal = notOwn(caller, slice, pinId);
    if (refusal == null) {
      refusal = caller.refusal(slice.processes.get(to.processId()), "process", to.processId());
    }
    UUID mapper = mapping == null ? null : mapping.processId;
    if (refusal != null || mapper == null || mapper.equals(to.processId())) {
      return refusal;
    }
    loader.processes(slice, Set.of(mapper));
    return caller.refusal(slice.processes.get(mapper), "mapping", to.mappingId());
  }

  /** Whoever gets a pin from somebody else must be allowed one more, and what comes with it. */
  private static @Nullable Refusal tooMuch(
      Caller caller, Slice slice, UUID pinId, Pin.Place to, PinAllowance allowance) {
    PinEntity pin = ResourceLookup.row(slice.pins, pinId);
    ProcessEntity giver = slice.processes.get(pin.processId);
    ProcessEntity receiver = slice.processes.get(to.processId());
    if (giver == null
        || receiver == null
        || !giver.fact().isRunning()
        || !receiver.fact().isRunning()) {
      // That comes first (rule 19), and waiting would not help.
      return null;
    }
    boolean stays = giver.principal.equals(receiver.principal);
    var range = new PinRules.ByteRangeRequest(pin.rangeStart, pin.rangeEnd - pin.rangeStart);
    return Refusal.first(
        () ->
            stays
                ? allowance.leaseRefusal(slice, receiver, pin.term)
                : allowance.refusal(slice, receiver, pin.term),
        () -> widening(caller, slice, receiver, pin.term, range));
  }

  /** Whose the pin is now: a transfer may have come first. */
  private static @Nullable Refusal notOwn(Caller caller, Slice slice, UUID pinId) {
    PinEntity pin = ResourceLookup.row(slice.pins, pinId);
    return caller.refusal(slice.processes.get(pin.processId), "pin", pinId);
  }

  private static boolean isGone(Decision<Pin> decision) {
    return decision instanceof Decision.Refused<Pin>(Refusal refusal, _, _)
        && (refusal instanceof Refusal.ProcessGone || refusal instanceof Refusal.NotFound);
  }

  private interface OnPin {
    Decision<Pin> decide(FileState state, UUID pinId, UnitOfWork unit);
  }

  private List<Outcome<PinView>> onPins(List<CallerCommand<UUID>> asked, OnPin command) {
    Set<UUID> pinIds = asked.stream().map(CallerCommand::command).collect(Collectors.toSet());
    SliceFetch.Opened opened = loader.open().lock(TargetKind.PIN, pinIds).pins(pinIds).execute();
    Map<UUID, Slice> slices = opened.slices();
    Map<UUID, UUID> files = new HashMap<>();
    Set<FileProcess> holders = new HashSet<>();
    for (Slice slice : slices.values()) {
      for (PinEntity pin : slice.pins.values()) {
        files.put(pin.id, pin.fileId);
        holders.add(new FileProcess(pin.fileId, pin.processId));
      }
    }
    loader.breaksOf(slices, holders);
    slices.values().forEach(s -> loader.witnesses(s, SliceLoader.Leaving.pins(pinIds)));
    loader.processesOfRows(slices.values());
    UnitOfWork unit = units.begin(opened);
    return units.finishAll(
        unit, unit.forEach(asked, id -> onPin(unit, files.get(id), id, command)));
  }

  private static Supplier<Outcome<PinView>> onPin(
      UnitOfWork unit, @Nullable UUID fileId, UUID id, OnPin command) {
    if (fileId == null) {
      Refusal unknown = noPin(unit.caller(), id);
      return () -> Outcome.refused(unknown);
    }
    Slice slice = unit.slice(fileId);
    Refusal refusal = notOwn(unit.caller(), slice, id);
    if (refusal != null) {
      return () -> Outcome.refused(refusal);
    }
    Decision<Pin> decision = unit.take(fileId, command.decide(slice.state(), id, unit));
    return answer(slice, decision, false);
  }

  private static Supplier<Outcome<PinView>> answer(
      Slice slice, Decision<Pin> decision, boolean created) {
    return () ->
        UnitsOfWork.outcome(
            decision, created, p -> PinView.of(ResourceLookup.row(slice.pins, p.id())));
  }

  private static Refusal noPin(Caller caller, UUID id) {
    return ResourceLookup.unknown(caller, "id", "pin", id);
  }

  private static Refusal noMapping(Caller caller, UUID id) {
    return ResourceLookup.unknown(caller, "mappingId", "mapping", id);
  }
}
