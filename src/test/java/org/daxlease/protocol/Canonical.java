package org.daxlease.protocol;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A state without what does not matter: ids by role, times relative, the dead left out, and the
 * same for a world in which the two processes have changed places.
 */
final class Canonical {

  /** The form of a state, as two independent hashes of its text. */
  record Form(long high, long low) {}

  private final FileState state;
  private final Instant now;
  private final UUID first;
  private final Map<UUID, Integer> places = new HashMap<>();

  private Canonical(FileState state, Instant now, UUID first) {
    this.state = state;
    this.now = now;
    this.first = first;
    for (Operation operation : state.operations()) {
      places.put(operation.id(), places.size());
    }
  }

  /** The form of a state in a world with one actor, who cannot change places with anybody. */
  static Form ofOne(FileState state, Instant now) {
    return hash(new Canonical(state, now, World.P).text());
  }

  static Form of(FileState state, Instant now) {
    String one = new Canonical(state, now, World.P).text();
    String two = new Canonical(state, now, World.Q).text();
    return hash(one.compareTo(two) <= 0 ? one : two);
  }

  /** Only what is alive, or what something alive refers to. */
  static FileState pruned(FileState state) {
    var rest = new FileState(state.file());
    List.of(World.P, World.Q).forEach(id -> rest.put(state.process(id)));
    state.mappings().forEach(rest::put);
    state.pins().stream().filter(Pin::isLive).forEach(rest::put);
    state.breaks().stream().filter(LeaseBreak::isRunning).forEach(rest::put);
    state.leases().stream()
        .filter(l -> l.isLive() || rest.pins().stream().anyMatch(p -> l.id().equals(p.leaseId())))
        .forEach(rest::put);
    state.operations().stream().filter(Operation::isOpen).forEach(rest::put);
    return rest;
  }

  private String text() {
    var text = new StringBuilder();
    text.append(state.file().size()).append(state.file().removed());
    text.append(state.file().presumedFree());
    for (UUID id : List.of(first, World.other(first))) {
      Process process = state.process(id);
      Mapping mapping = state.mapping(World.mappingOf(id));
      text.append(process.state()).append(process.killed()).append(process.lapsed());
      Instant agentUntil = process.agentUntil();
      text.append(agentUntil == null || !now.isBefore(agentUntil) ? "" : until(agentUntil));
      text.append(mapping.state()).append(mapping.validEnd());
    }
    lines(text, state.operations(), this::line);
    lines(text, state.leases(), this::line);
    lines(text, state.breaks(), this::line);
    lines(text, state.pins(), this::line);
    return text.toString();
  }

  private static <T> void lines(
      StringBuilder text, Collection<T> things, Function<T, String> line) {
    List<String> lines = new ArrayList<>();
    things.forEach(t -> lines.add(line.apply(t)));
    Collections.sort(lines);
    text.append('|');
    lines.forEach(text::append);
  }

  private String line(Operation operation) {
    var asked = operation.request();
    var progress = operation.progress();
    var timers = progress.timers();
    var grant = progress.grant();
    return "o"
        + places.get(operation.id())
        + asked.kind()
        + operation.affected().start()
        + "-"
        + operation.affected().end()
        + operation.extent().need()
        + asked.onConflict()
        + asked.wishes().autoComplete()
        + asked.arguments().newSize()
        + role(asked.wishes().requesterProcessId())
        + progress.state()
        + until(grant == null ? null : grant.expiresAt())
        + (grant == null || grant.confirmed())
        + until(timers.waitUntil())
        + until(timers.shortPinsAt())
        + until(timers.reopensAt())
        + progress.breaks()
        + progress.presumed();
  }

  private String line(@Nullable Lease lease) {
    if (lease == null) {
      return "-";
    }
    var standing = lease.standing();
    return "l"
        + role(lease.processId())
        + lease.range().start()
        + "-"
        + lease.range().end()
        + lease.breakable()
        + standing.state()
        + standing.origin()
        + standing.released()
        + standing.pins();
  }

  private String line(@Nullable LeaseBreak running) {
    if (running == null) {
      return "-";
    }
    List<Integer> waiting =
        running.operations().stream().map(places::get).filter(p -> p != null).sorted().toList();
    return "b"
        + role(running.processId())
        + running.stage()
        + until(running.deadline())
        + until(running.fenceAt())
        + running.hasNotBegun()
        + running.ladder().pins()
        + waiting
        + line(state.lease(running.leaseId()));
  }

  private String line(Pin pin) {
    return "p"
        + role(pin.processId())
        + pin.range().start()
        + "-"
        + pin.range().end()
        + pin.use().term()
        + pin.standing().detached()
        + pin.standing().overstayed()
        + line(state.lease(pin.leaseId()))
        + line(state.leaseBreak(pin.breakId()));
  }

  private String role(@Nullable UUID process) {
    return process == null ? "-" : process.equals(first) ? "x" : "y";
  }

  /** What is overdue stays overdue, whatever by how much. */
  private String until(@Nullable Instant at) {
    return at == null ? "-" : at.isAfter(now) ? "+" + Duration.between(now, at).toMillis() : "!";
  }

  private static Form hash(String text) {
    long high = 0x9E3779B97F4A7C15L;
    long low = 0xC2B2AE3D27D4EB4FL;
    for (int i = 0; i < text.length(); i++) {
      high = (high ^ text.charAt(i)) * 0x100000001B3L;
      low = Long.rotateLeft(low * 31 + text.charAt(i), 17) * 0xFF51AFD7ED558CCDL;
    }
    return new Form(high, low);
  }
}
