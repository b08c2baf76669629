package org.daxlease.coordination.gathering;

import java.util.List;
import java.util.UUID;
import org.daxlease.coordination.Caller;
import org.daxlease.coordination.HeartbeatView;
import org.daxlease.coordination.LeaseService;
import org.daxlease.coordination.LeaseView;
import org.daxlease.coordination.MapFile;
import org.daxlease.coordination.MappingService;
import org.daxlease.coordination.MappingView;
import org.daxlease.coordination.Outcome;
import org.daxlease.coordination.PinPages;
import org.daxlease.coordination.PinService;
import org.daxlease.coordination.PinView;
import org.daxlease.coordination.ProcessService;
import org.daxlease.coordination.SendHeartbeat;
import org.daxlease.coordination.TakeLease;
import org.springframework.stereotype.Component;

/**
 * The commands that holders give all the time: whoever gives one at the same time as others shares
 * a transaction with them, and has an answer of its own. None fails for another.
 */
@Component
public class GatheredCommands {

  private final CommandKind<PinPages, Outcome<PinView>> pins;
  private final CommandKind<UUID, Outcome<PinView>> unpins;
  private final CommandKind<TakeLease, Outcome<LeaseView>> leases;
  private final CommandKind<UUID, Outcome<LeaseView>> releases;
  private final CommandKind<MapFile, Outcome<MappingView>> mappings;
  private final CommandKind<SendHeartbeat, Outcome<HeartbeatView>> heartbeats;

  GatheredCommands(
      PinService pinService,
      LeaseService leaseService,
      MappingService mappingService,
      ProcessService processService,
      Gatherers gatherers) {
    pins = gatherers.kind("pin", pinService::pin);
    unpins = gatherers.kind("unpin", pinService::unpin);
    leases = gatherers.kind("lease", leaseService::take);
    releases = gatherers.kind("unlease", leaseService::release);
    mappings = gatherers.kind("map", mappingService::map);
    heartbeats = gatherers.kind("heartbeat", processService::heartbeat);
  }

  /** Pins pages. */
  public Gathering<Outcome<PinView>> pin(Caller caller, PinPages asked) {
    return one(pins, caller, asked);
  }

  /** Pins pages in many places; one answer per item, in order. */
  public Gathering<List<Outcome<PinView>>> pins(Caller caller, List<PinPages> asked) {
    return pins.of(caller, asked, outcomes -> outcomes);
  }

  /** Gives a pin up. Again: EAGAIN. */
  public Gathering<Outcome<PinView>> unpin(Caller caller, UUID pinId) {
    return one(unpins, caller, pinId);
  }

  /** Takes, confirms or changes a lease. */
  public Gathering<Outcome<LeaseView>> take(Caller caller, TakeLease asked) {
    return one(leases, caller, asked);
  }

  /** Drops a holder's reference; the lease stays until its last pin is gone. */
  public Gathering<Outcome<LeaseView>> release(Caller caller, UUID leaseId) {
    return one(releases, caller, leaseId);
  }

  /** Maps a file into a process. */
  public Gathering<Outcome<MappingView>> map(Caller caller, MapFile asked) {
    return one(mappings, caller, asked);
  }

  /** A sign of life. */
  public Gathering<Outcome<HeartbeatView>> heartbeat(Caller caller, SendHeartbeat beat) {
    return one(heartbeats, caller, beat);
  }

  private static <C, R> Gathering<R> one(CommandKind<C, R> kind, Caller caller, C command) {
    return kind.of(caller, List.of(command), List::getFirst);
  }
}
