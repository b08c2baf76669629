package org.daxlease.coordination.gathering;

import java.util.List;
import java.util.UUID;
import org.daxlease.coordination.Asked;
import org.daxlease.coordination.Beat;
import org.daxlease.coordination.Caller;
import org.daxlease.coordination.Heartbeat;
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
import org.daxlease.coordination.TakeLease;
import org.springframework.stereotype.Component;

/**
 * The commands that holders give all the time: whoever gives one at the same time as others shares
 * a transaction with them, and has an answer of its own. None fails for another.
 */
@Component
public class GatheredCommands {

  private final Gatherer<PinPages, Outcome<PinView>> pins;
  private final Gatherer<UUID, Outcome<PinView>> unpins;
  private final Gatherer<TakeLease, Outcome<LeaseView>> leases;
  private final Gatherer<UUID, Outcome<LeaseView>> releases;
  private final Gatherer<MapFile, Outcome<MappingView>> mappings;
  private final Gatherer<Beat, Outcome<Heartbeat>> heartbeats;

  GatheredCommands(
      PinService pinService,
      LeaseService leaseService,
      MappingService mappingService,
      ProcessService processService,
      Gatherings gatherings) {
    pins = gatherings.of("pin", pinService::pin);
    unpins = gatherings.of("unpin", pinService::unpin);
    leases = gatherings.of("lease", leaseService::take);
    releases = gatherings.of("unlease", leaseService::release);
    mappings = gatherings.of("map", mappingService::map);
    heartbeats = gatherings.of("heartbeat", processService::heartbeat);
  }

  /** Pins pages; one answer per item, in order. */
  public List<Outcome<PinView>> pin(Caller caller, List<PinPages> asked) {
    return pins.submit(Asked.by(caller, asked));
  }

  /** Gives a pin up. Again: EAGAIN. */
  public Outcome<PinView> unpin(Caller caller, UUID pinId) {
    return one(unpins, caller, pinId);
  }

  /** Takes, confirms or changes a lease. */
  public Outcome<LeaseView> take(Caller caller, TakeLease asked) {
    return one(leases, caller, asked);
  }

  /** Drops a holder's reference; the lease stays until its last pin is gone. */
  public Outcome<LeaseView> release(Caller caller, UUID leaseId) {
    return one(releases, caller, leaseId);
  }

  /** Maps a file into a process. */
  public Outcome<MappingView> map(Caller caller, MapFile asked) {
    return one(mappings, caller, asked);
  }

  /** A sign of life. */
  public Outcome<Heartbeat> heartbeat(Caller caller, Beat beat) {
    return one(heartbeats, caller, beat);
  }

  private static <C, R> R one(Gatherer<C, R> gatherer, Caller caller, C command) {
    return gatherer.submit(List.of(new Asked<>(caller, command))).getFirst();
  }
}
