package org.daxlease.coordination;

import java.util.ArrayList;
import java.util.Collection;
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
  private final UnitsOfWork units;

  PinService(Repositories rows, SliceLoader loader, UnitsOfWork units) {
    this.rows = rows;
    this.loader = loader;
    this.units = units;
  }

  /** Pins pages; one answer per item, in order, none failing for another. */
  @Transactional
  public List<Outcome<PinView>> pin(List<CallerCommand<PinPages>> asked) {
    Set<UUID> mappings =
        asked.stream().map(a -> a.command().mappingId()).collect(Collectors.toSet());
    SliceFetch.Opened opened =
        loader
            .open()
            .share(TargetKind.MAPPING, mappings)
            .lock(TargetKind.MAPPING, mappings)
            .mappings(mappings)
            .execute();
    Map<UUID, Slice> slices = opened.slices();
    Map<UUID, HoldingLocation> locations = new HashMap<>();
    for (Slice slice : slices.values()) {
      for (MappingEntity m : slice.mappings.values()) {
        ProcessEntity process = opened.processes().get(m.processId);
        // Without, the mapping was made after the processes had been locked: too late.
        if (process != null) {
          locations.put(m.id, new HoldingLocation(m.id, m.processId, m.fileId));
          slice.put(process);
        }
      }
    }
    Set<FileProcess> toLease = toLease(slices, locations, asked);
    if (!toLease.isEmpty()) {
      loader.pins(SliceQueries.UNCOUNTED_PINS_OF, slices, toLease);
      slices.values().forEach(loader::leasesOfPins);
    }
    var allowance = PinAllowance.of(rows.quotas(), opened.processes().values());
    UnitOfWork unit = units.begin(opened);
    List<Supplier<Outcome<PinView>>> answers = new ArrayList<>();
    for (CallerCommand<PinPages> each : asked) {
      UUID mapping = each.command().mappingId();
      HoldingLocation location = locations.get(mapping);
      unit.caller = each.caller();
      answers.add(
          location == null
              ? () -> Outcome.refused(noMapping(each.caller(), mapping))
              : pin(unit, location, each.command(), allowance));
    }
    return units.finishAll(unit, answers);
  }

  /** The processes that a pin may give or widen a lease, which then counts their other pins too. */
  private static Set<FileProcess> toLease(
      Map<UUID, Slice> slices,
      Map<UUID, HoldingLocation> locations,
      List<CallerCommand<PinPages>> asked) {
    Set<FileProcess> toLease = new HashSet<>();
    for (CallerCommand<PinPages> each : asked) {
      HoldingLocation location = locations.get(each.command().mappingId());
      if (location != null
          && leasesFor(ResourceLookup.row(slices, location.fileId()), location, each.command())) {
        toLease.add(location.fileProcess());
      }
    }
    return toLease;
  }

  private static boolean leasesFor(Slice slice, HoldingLocation location, PinPages asked) {
    return PinAllowance.mayLease(slice, asked.use().term())
        && !PinRules.isLeased(slice.before, location.processId(), asked.offset(), asked.length());
  }

  private Supplier<Outcome<PinView>> pin(
      UnitOfWork unit, HoldingLocation location, PinPages asked, PinAllowance allowance) {
    Slice slice = unit.slice(location.fileId());
    ProcessEntity process = ResourceLookup.row(slice.processes, location.processId());
    Term term = asked.use().term();
    var range = new PinRules.ByteRangeRequest(asked.offset(), asked.length());
    Refusal refusal =
        Refusal.first(
            () -> unit.caller.refusal(process, "mapping", asked.mappingId()),
            () -> process.fact().isRunning() ? allowance.refusal(slice, process, term) : null,
            () -> widening(unit.caller, slice, process, term, range));
    if (refusal != null) {
      return () -> Outcome.refused(refusal);
    }
    var pin =
        new PinRules.NewPin(
            unit.ids.get(),
            new Pin.Place(location.processId(), location.id()),
            asked.offset(),
            asked.length(),
            asked.use());
    boolean withLease = PinAllowance.beginsLease(slice, process, term);
    Decision<Pin> decision =
        unit.take(location.fileId(), PinRules.pin(slice.state(), pin, unit.now, unit.ids));
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
    Map<UUID, HoldingLocation> locations = byId(rows.locator().ofPins(Set.of(pinId)));
    HoldingLocation location = locations.get(pinId);
    if (location == null) {
      return Outcome.refused(noPin(caller, pinId));
    }
    Map<UUID, Slice> slices = loader.lock(location.fileId());
    loader.pins(slices, Set.of(pinId));
    Slice slice = slices.get(location.fileId());
    if (slice == null || !slice.pins.containsKey(pinId)) {
      return Outcome.refused(noPin(caller, pinId));
    }
    loader.processesOfRows(slice);
    receiver.values().forEach(slice::put);
    List<HoldingLocation> mapping = rows.locator().ofMappings(Set.of(to.mappingId()));
    Refusal refusal = notOwn(caller, slice, pinId, to, mapping);
    if (refusal != null) {
      return Outcome.refused(refusal);
    }
    boolean sameFile = mapping.stream().anyMatch(m -> m.fileId().equals(location.fileId()));
    if (sameFile) {
      loader.mappings(slices, Set.of(to.mappingId()));
    }
    Set<FileProcess> receiving = Set.of(new FileProcess(location.fileId(), to.processId()));
    loader.leases(slices, receiving);
    loader.pins(SliceQueries.UNCOUNTED_PINS_OF, slices, receiving);
    loader.leasesOfPins(slice);
    var allowance = PinAllowance.of(rows.quotas(), receiver.values());
    refusal = tooMuch(caller, slice, pinId, to, allowance);
    if (refusal != null) {
      return Outcome.refused(refusal);
    }
    UnitOfWork unit = units.begin(caller, slices);
    Decision<Pin> decision =
        unit.take(
            location.fileId(), PinRules.transfer(slice.state(), pinId, to, unit.now, unit.ids));
    if (!sameFile && !isGone(decision)) {
      return Outcome.refused(
          mapping.isEmpty()
              ? noMapping(caller, to.mappingId())
              : new Refusal.BadAddress("The mapping is one of another file."));
    }
    return units.finish(unit, answer(slice, decision, false));
  }

  /** A pin passes between processes of the caller, into a mapping of the caller (rule 18). */
  private @Nullable Refusal notOwn(
      Caller caller, Slice slice, UUID pinId, Pin.Place to, List<HoldingLocation> mapping) {
    Refusal refusal = notOwn(caller, slice, pinId);
    if (refusal == null) {
      refusal = caller.refusal(slice.processes.get(to.processId()), "process", to.processId());
    }
    UUID mapper = mapping.isEmpty() ? null : mapping.getFirst().processId();
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
    List<Supplier<Outcome<PinView>>> answers = new ArrayList<>();
    for (CallerCommand<UUID> each : asked) {
      UUID id = each.command();
      UUID fileId = files.get(id);
      unit.caller = each.caller();
      if (fileId == null) {
        answers.add(() -> Outcome.refused(noPin(each.caller(), id)));
        continue;
      }
      Slice slice = unit.slice(fileId);
      Refusal refusal = notOwn(each.caller(), slice, id);
      if (refusal != null) {
        answers.add(() -> Outcome.refused(refusal));
        continue;
      }
      Decision<Pin> decision = unit.take(fileId, command.decide(slice.state(), id, unit));
      answers.add(answer(slice, decision, false));
    }
    return units.finishAll(unit, answers);
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

  private static Map<UUID, HoldingLocation> byId(Collection<HoldingLocation> locations) {
    return locations.stream().collect(Collectors.toMap(HoldingLocation::id, p -> p));
  }
}
